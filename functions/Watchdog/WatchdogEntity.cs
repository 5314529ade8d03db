using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Keeps what the watchdog knows. Alerts, and looks at the web tier and at the database, are written side by side, so that neither
/// overwrites the other.
/// </summary>
public sealed class WatchdogEntity(IRehearsal rehearsal) : TaskEntity<WatchdogState>
{
    /// <summary>Holds the name of the entity.</summary>
    public const string Name = "Watch";

    /// <summary>Identifies the watchdog of the stack.</summary>
    public static readonly EntityInstanceId Id = SyntheticArrival.Receiver;

    /// <summary>Remembers a look of the watchdog.</summary>
    public void Looked(WatchdogMemory memory)
    {
        State = State with { Memory = memory };
        // Here, because incidents run where entities do: the platform may run timers in another process.
        rehearsal.Begin();
    }

    /// <summary>Remembers a look at the database.</summary>
    public void DatabaseLooked(WatchedDatabase database) => State = State with { Database = database };

    /// <summary>
    /// Records that the synthetic alert came. A delivery that was overtaken by a newer one changes nothing; one that came by a clock
    /// far ahead does not count as newer.
    /// </summary>
    public void SyntheticCame(SyntheticArrival arrival)
    {
        TimeSpan? ahead = State.Synthetic?.ReceivedAt - arrival.ReceivedAt;
        bool isOvertaken = ahead >= TimeSpan.Zero && ahead <= GuardClock.MaxStep;
        if (!isOvertaken)
        {
            State = State with { Synthetic = arrival };
        }
    }

    /// <summary>Hands an operation over to the entity.</summary>
    [Function(Name)]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<WatchdogEntity>();
}

/// <summary>Plays an incident through in memory, so that the first real one does not wait until its code is compiled.</summary>
public interface IRehearsal
{
    /// <summary>Plays it beside everything else, unless that was done in this process.</summary>
    /// <returns>Completes when it has been played, or has failed.</returns>
    Task Begin();
}

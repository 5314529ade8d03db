using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Result of a request to act on the database: an operation, or the reason why there is none.</summary>
/// <param name="Operation">The operation that was started; null when refused.</param>
/// <param name="Refusal">Why it was refused; null when accepted.</param>
public sealed record DatabaseStart(Operation? Operation, OperationError? Refusal);

/// <summary>The long-running actions on the flexible server. At most one runs at a time, whoever began it.</summary>
public sealed class DatabaseActions
{
    // Seen from flexible servers of the other engine; for this one the wording was not verified.
    private static readonly OperationError Busy = new(
        "ServerBusy", "The server is busy processing another operation. Try again when it has ended.");

    // Neither the code nor the wording is documented.
    private static readonly OperationError NotRedundant = new(
        "HighAvailabilityNotHealthy",
        "A failover needs high availability in state Healthy; wait until the server has a standby that can take over.");

    private readonly EmulatorOptions _options;
    private readonly DatabaseServer _server;
    private readonly DatabaseWork _pair;
    private readonly ControlPlaneFaults _faults;
    private readonly OperationCourse _course;
    private readonly Lock _gate = new();

    internal DatabaseActions(
        EmulatorOptions options, DatabaseServer server, DatabaseWork pair, ControlPlaneFaults faults, BackgroundWork work)
    {
        _options = options;
        _server = server;
        _pair = pair;
        _faults = faults;
        _course = new(options.Logs.CreateLogger<DatabaseActions>(), server.Operations, work);
    }

    /// <summary>Makes the standby the primary. Refused unless high availability is Healthy.</summary>
    public DatabaseStart Failover() =>
        Start(OperationKind.Failover, Initiator.Caller, failsOver: true, ct => _pair.FailOverAsync(_options.Pace.PlannedFailoverLimit, ct));

    /// <summary>Restarts the primary where it is.</summary>
    public DatabaseStart Restart() => Start(OperationKind.DatabaseRestart, Initiator.Caller, failsOver: false, _pair.RestartAsync);

    /// <summary>Restarts with a failover: the standby takes over. Refused unless high availability is Healthy.</summary>
    /// <param name="limit">How long it may wait for an orderly handover; the pace's own limit holds too.</param>
    public DatabaseStart RestartWithFailover(TimeSpan limit)
    {
        var shorter = limit < _options.Pace.PlannedFailoverLimit ? limit : _options.Pace.PlannedFailoverLimit;
        return Start(OperationKind.DatabaseRestart, Initiator.Caller, failsOver: true, ct => _pair.FailOverAsync(shorter, ct));
    }

    /// <summary>Stops both servers.</summary>
    public DatabaseStart Stop() => Start(
        OperationKind.DatabaseStop, Initiator.Caller, failsOver: false, _pair.StopAsync,
        new(ServerState.Ready, ServerState.Stopping, ServerState.Stopped));

    /// <summary>Starts both servers after a stop.</summary>
    public DatabaseStart Begin() => Start(
        OperationKind.DatabaseStart, Initiator.Caller, failsOver: false, _pair.StartAsync,
        new(ServerState.Stopped, ServerState.Starting, ServerState.Ready));

    /// <summary>Changes something on the running servers.</summary>
    /// <param name="kind">See <see cref="OperationKind"/>.</param>
    /// <param name="act">Does it; throws when it cannot be done.</param>
    internal DatabaseStart Change(string kind, Func<CancellationToken, Task> act) =>
        Start(kind, Initiator.Caller, failsOver: false, ct => _pair.TryAsync(act, ct));

    /// <summary>Reaction of the service itself to a silent primary.</summary>
    internal DatabaseStart Recover() => _server.State.HighAvailability == HighAvailabilityState.Healthy
        ? Start(OperationKind.Failover, Initiator.DatabasePlatform, failsOver: true, _pair.RecoverAsync)
        : Start(OperationKind.DatabaseRestart, Initiator.DatabasePlatform, failsOver: false, _pair.RestartMachineAsync);

    private DatabaseStart Start(
        string kind, Initiator by, bool failsOver, Func<CancellationToken, Task<OperationError?>> act, Passage? passage = null)
    {
        var way = passage ?? Passage.OfRunning;
        Operation operation;
        lock (_gate)
        {
            var state = _server.State;
            if (Refusal(state, failsOver, way.From) is { } refusal)
            {
                return new(Operation: null, refusal);
            }

            operation = _server.Operations.Begin(kind, instances: "", by);
            _server.Change(now => now with
            {
                State = way.Meanwhile,
                HighAvailability = failsOver ? HighAvailabilityState.FailingOver : now.HighAvailability,
                RunningOperation = operation.Id,
            });
        }

        // A scenario's faults hit those who call; what the platform does by itself has a switch of its own.
        var fault = by == Initiator.Caller ? _faults.TakeOperationFault(kind) : null;
        _course.Begin(operation, "the database", fault, act, error => Release(error is null ? way.To : way.From));
        return new(operation, Refusal: null);
    }

    private static OperationError? Refusal(DatabaseState state, bool failsOver, string from) => state switch
    {
        { RunningOperation: not null } => Busy,
        _ when state.State != from => new("ServerNotInExpectedState", $"The server is {state.State}; this needs one that is {from}."),
        _ when failsOver && state.HighAvailability != HighAvailabilityState.Healthy => NotRedundant,
        _ => null,
    };

    /// <summary>From which state to which an operation takes the server. One that fails leads back.</summary>
    private sealed record Passage(string From, string Meanwhile, string To)
    {
        public static Passage OfRunning { get; } = new(ServerState.Ready, ServerState.Updating, ServerState.Ready);
    }

    private void Release(string state) => _server.Change(now => now with
    {
        State = state,
        // Still so: the failover has not touched the pair.
        HighAvailability = now.HighAvailability == HighAvailabilityState.FailingOver ? HighAvailabilityState.Healthy : now.HighAvailability,
        RunningOperation = null,
    });
}

using Steadfast.Functions.Database;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Database;

/// <summary>The activities with the real Azure SDK against the emulated flexible server, with a pair in memory and web servers that say how they find it.</summary>
internal sealed class DatabaseStage : IAsyncDisposable
{
    private static readonly Pace Quick = Pace.Fast with
    {
        DatabaseFailoverDuration = TimeSpan.FromMilliseconds(5),
        DatabaseLookInterval = TimeSpan.FromMilliseconds(20),
        StandbyDelay = TimeSpan.FromMilliseconds(5),
        DatabaseRestartDuration = TimeSpan.FromMilliseconds(5),
        HealthInterval = TimeSpan.FromMilliseconds(20),
    };

    private DatabaseStage(ControlPlane plane, MemoryPair pair) => (Plane, Pair) = (plane, pair);

    public ControlPlane Plane { get; }

    public MemoryPair Pair { get; }

    public DatabaseActivities Activities => Plane.Get<DatabaseActivities>();

    public Steadfast.Local.AzureEmulator.DatabaseServer Server => Plane.Azure.Database!;

    /// <summary>Requests for a failover that the control plane accepted.</summary>
    public int FailoversAccepted => Plane.Azure.Requests.Matching("POST", "/failover").Count(request => request.Status == 202);

    public static async Task<DatabaseStage> StartAsync(TimeProvider? clock = null)
    {
        MemoryPair pair = new();
        // Before anybody looks at it: a metric of its start would tell of a standby that stands still.
        pair.Serve();
        Dictionary<string, string?> settings = new()
        {
            ["Stack:DatabaseServer"] = "mysql",
            ["Stack:DatabaseHost"] = pair.Host,
            ["Stack:DatabasePort"] = $"{pair.Port}",
            ["Stack:DatabaseTimeout"] = "00:00:00.500",
            ["Database:ObservationMaxAge"] = "00:00:00",
        };
        ControlPlane plane = await ControlPlane.StartAsync(clock, Quick, database: new(pair, settings));
        DatabaseStage stage = new(plane, pair);
        foreach (MemoryMachine machine in plane.Machines.Values)
        {
            Tell(machine, "ok");
            pair.Changed += isAlive => Tell(machine, isAlive ? "ok" : "unreachable");
            machine.Serve();
        }

        return stage;
    }

    /// <summary>How an instance finds the database from now on; it writes when that is "ok".</summary>
    public static void Tell(MemoryMachine machine, string state)
    {
        machine.Answers["/status"] = $$$"""{"instance":"a","database":{"state":"{{{state}}}","error":{{{(state == "ok" ? "null" : "\"timeout\"")}}}}}""";
        machine.Answers["/status/write"] = state == "ok" ? """{"written":true}""" : $$"""{"written":false,"error":"{{state}}"}""";
    }

    /// <summary>Waits until no operation runs on the server and it is redundant, however its primary is.</summary>
    public Task SettledAsync() => Eventually.Is(
        () => Task.FromResult(Server.State), state => state is { RunningOperation: null, HighAvailability: HighAvailabilityState.Healthy }, "the database comes to rest");

    public async ValueTask DisposeAsync()
    {
        await Plane.DisposeAsync();
        Pair.Dispose();
    }
}

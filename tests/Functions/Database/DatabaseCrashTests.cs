using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Database;

/// <summary>
/// One recovery of the database against the emulated flexible server, with the automation killed before and after every single event it writes.
/// Whatever the moment: it ends as recovered, and the platform was asked for one failover.
/// </summary>
[Trait("Category", "exhaustive")]
public sealed class DatabaseCrashTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromAssembly(typeof(ServiceRegistration).Assembly);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(30);

    // The emulated pair works in real time, so a recovery waits most of its time.
    private const int SideBySide = 4;

    private StorageBehavior? _storage;

    // Two looks agree as well as three, and are fewer events. Activities wait in real time, as the pair works in real time.
    private static readonly IncidentSettings Settings = VirtualIncident.Defaults with
    {
        Database = new DatabaseOptions { ChecksNeeded = 2, CheckInterval = TimeSpan.FromMilliseconds(20), PollInterval = TimeSpan.FromMilliseconds(20) },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task There_is_one_failover_whatever_crashes(bool asStorage)
    {
        _storage = asStorage ? new() : null;

        int[] ends = await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(CrashAtEveryAsync));

        Assert.All(ends, events => Assert.True(events > 30, $"a recovery writes more than {events} events"));
    }

    /// <summary>Recoveries with a crash at the first event and then at every one so many further on. The number of the first that a recovery has not.</summary>
    private async Task<int> CrashAtEveryAsync(int first)
    {
        VirtualClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using DatabaseStage stage = await DatabaseStage.StartAsync(new SameTime(clock));

        // A run that ends before its crash had no event of that number: then every event has had its turn.
        int at = first;
        while (await RunAsync(stage, clock, new CrashPoint(at, CrashMoment.Before)) && await RunAsync(stage, clock, new CrashPoint(at, CrashMoment.After)))
        {
            at += SideBySide;
        }

        return at;
    }

    /// <summary>One recovery with one crash. True when the crash came.</summary>
    private async Task<bool> RunAsync(DatabaseStage stage, VirtualClock clock, CrashPoint crash)
    {
        await stage.SettledAsync();
        (int failovers, int accepted) = (stage.Pair.Failovers, stage.FailoversAccepted);
        stage.Pair.Die();
        string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
        try
        {
            IncidentRecord? atOnce = await LiveAsync(stage, clock, folder, crash);
            IncidentRecord record = atOnce ?? (await LiveAsync(stage, clock, folder, crash: null))!;

            Assert.True(
                (record.Outcome, stage.Pair.Failovers - failovers, stage.FailoversAccepted - accepted) == (IncidentOutcome.Recovered, 1, 1),
                $"{crash}: {record.Outcome}, {stage.Pair.Failovers - failovers} failovers; {string.Join("; ", record.Steps.Select(step => step.Text))}");
            return atOnce is null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One life of the automation: to the end of the incident, or to its crash (null).</summary>
    private async Task<IncidentRecord?> LiveAsync(DatabaseStage stage, VirtualClock clock, string folder, CrashPoint? crash)
    {
        await using DurableRuntime runtime = new(App, stage.Plane.Services, new RuntimeOptions { Clock = clock, JournalFolder = folder, Crash = crash, Storage = _storage });
        await runtime.StartAsync();
        try
        {
            // As the orchestration of the alert would: again, until it is known to be there.
            if (await runtime.Client.GetInstanceAsync(VirtualDatabase.First) is null)
            {
                RecoveryInput input = new(IncidentKey.ForDatabase, IncidentKey.Database, "a test", null, null, clock.GetUtcNow(), Settings);
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(IncidentOrchestrator.Incident), input, new StartOrchestrationOptions(VirtualDatabase.First));
            }

            bool ended = await VirtualRun.UntilAsync(runtime, clock, () => HasEndedAsync(stage, runtime), clock.GetUtcNow() + Bound);
            Assert.True(ended || runtime.Failed.IsCompleted, "the incident does not end");
        }
        catch (Exception) when (runtime.Failed.IsCompleted)
        {
            // The crash came while it was started.
        }

        return runtime.Failed.IsCompleted ? null
            : (await runtime.Client.GetInstanceAsync(VirtualDatabase.First, getInputsAndOutputs: true))!.ReadOutputAs<IncidentRecord>();
    }

    // The virtual clock moves only when the control plane has come to rest, or it would run away from it.
    private static async Task<bool> HasEndedAsync(DatabaseStage stage, DurableRuntime runtime)
    {
        await stage.SettledAsync();
        return await runtime.Client.GetInstanceAsync(VirtualDatabase.First) is { IsCompleted: true };
    }
}

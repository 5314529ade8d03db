using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>
/// One recovery against the emulated control plane, with the automation killed before and after every single event it writes. Whatever
/// the moment: the incident ends as recovered and the machine is restarted once.
/// </summary>
[Trait("Category", "exhaustive")]
public sealed class CrashAtEveryEventTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromAssembly(typeof(ServiceRegistration).Assembly);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(30);

    // Activities wait in real time, as the control plane works in real time.
    private static readonly IncidentSettings Settings = VirtualIncident.Defaults with
    {
        Recovery = new()
        {
            CheckInterval = TimeSpan.FromMilliseconds(20),
            PollInterval = TimeSpan.FromMilliseconds(20),
            VerifyInterval = TimeSpan.FromMilliseconds(20),
            StayHealthy = TimeSpan.FromMilliseconds(50),
        },
    };

    private StorageBehavior? _storage;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_outcome_is_the_same_and_the_machine_is_restarted_once(bool asStorage)
    {
        _storage = asStorage ? new() : null;
        // The automation and the control plane compare times with each other, so they must agree on the time.
        VirtualClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        Pace quick = Pace.Fast with { RestartDuration = TimeSpan.FromMilliseconds(5), HealthInterval = TimeSpan.FromMilliseconds(5) };
        await using ControlPlane plane = await ControlPlane.StartAsync(new SameTime(clock), quick);
        plane.Machines["2"].Serve();
        plane.Machines["3"].Serve();

        // A run that ends before its crash had no event of that number: then every event has had its turn.
        int at = 0;
        while (await RunAsync(plane, clock, new CrashPoint(at, CrashMoment.Before)) && await RunAsync(plane, clock, new CrashPoint(at, CrashMoment.After)))
        {
            at++;
        }

        Assert.True(at > 30, $"a recovery writes more than {at} events");
    }

    /// <summary>One recovery with one crash. True when the crash came.</summary>
    private async Task<bool> RunAsync(ControlPlane plane, VirtualClock clock, CrashPoint crash)
    {
        MemoryMachine machine = plane.Machines["1"];
        machine.Die();
        // The control plane's time is ahead by what has really passed; whatever was done to the machine before is past when this incident is opened.
        clock.Advance(TimeSpan.FromHours(1));
        await plane.SettledAsync();
        int starts = machine.Starts;
        int restarts = plane.Azure.Requests.Accepted("restart", "1").Count;
        string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
        try
        {
            IncidentRecord? atOnce = await LiveAsync(plane, clock, folder, crash);
            IncidentRecord record = atOnce ?? (await LiveAsync(plane, clock, folder, crash: null))!;

            Assert.True(
                (record.Outcome, machine.Starts - starts, plane.Azure.Requests.Accepted("restart", "1").Count - restarts) == (IncidentOutcome.Recovered, 1, 1),
                $"{crash}: {record.Outcome}, {machine.Starts - starts} starts; {string.Join("; ", record.Steps.Select(step => step.Text))}");
            return atOnce is null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One life of the automation: to the end of the incident, or to its crash (null).</summary>
    private async Task<IncidentRecord?> LiveAsync(ControlPlane plane, VirtualClock clock, string folder, CrashPoint? crash)
    {
        await using DurableRuntime runtime = new(App, plane.Services, new RuntimeOptions { Clock = clock, JournalFolder = folder, Crash = crash, Storage = _storage });
        await runtime.StartAsync();
        string id = IncidentKey.IncidentId(VirtualIncident.Key, 1);
        try
        {
            // As the orchestration of the alert would: again, until it is known to be there.
            if (await runtime.Client.GetInstanceAsync(id) is null)
            {
                RecoveryInput input = new(VirtualIncident.Key, "1", "a test", null, null, clock.GetUtcNow(), Settings);
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(IncidentOrchestrator.Incident), input, new StartOrchestrationOptions(id));
            }

            bool ended = await VirtualRun.UntilAsync(runtime, clock, () => HasEndedAsync(plane, runtime, id), clock.GetUtcNow() + Bound);
            Assert.True(ended || runtime.Failed.IsCompleted, "the incident does not end");
        }
        catch (Exception) when (runtime.Failed.IsCompleted)
        {
            // The crash came while it was started.
        }

        if (runtime.Failed.IsCompleted)
        {
            return null;
        }

        return (await runtime.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!.ReadOutputAs<IncidentRecord>();
    }

    // The virtual clock moves only when the control plane has come to rest, or it would run away from it.
    private static async Task<bool> HasEndedAsync(ControlPlane plane, DurableRuntime runtime, string id)
    {
        await plane.SettledAsync();
        return await runtime.Client.GetInstanceAsync(id) is { IsCompleted: true };
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>What came of a replacement.</summary>
/// <param name="Action">Its result.</param>
/// <param name="Told">What was told meanwhile, the same sentence once in a row.</param>
internal sealed record ReplaceRun(ActionTaken Action, IReadOnlyList<string> Told);

/// <summary>A replacement and nothing else, as an orchestration.</summary>
internal static class ReplaceAlone
{
    [Function(nameof(Replace))]
    public static async Task<ReplaceRun> Replace([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryOptions limits)
    {
        List<string> told = [];
        GuardOptions guard = new();
        PermitRequest request = new(
            context.InstanceId, "1", IncidentKey.NotServing, RepairAction.Replace, "a test", IsManual: false, IsForced: false, Sick: 1, Total: 3, TargetServes: false,
            context.CurrentUtcDateTime, guard);
        await context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), request);
        HeldPermit permit = new(context.InstanceId, "1", IsOrdered: false, guard);
        Waits waits = new(context, limits.MaxWait);
        ActionTaken action;
        int decisions = 0;
        do
        {
            // What could not be begun is decided on anew, as the incident does.
            ReplacePlan plan = new("1", "a test", limits, permit, context.CurrentUtcDateTime, known => context.CallActivityAsync<TierObservation>(
                nameof(ObservationActivities.Observe), new ObservationActivities.ObserveInput(context.InstanceId, "1", context.CurrentUtcDateTime) { Known = known }, Retries.OfReads));
            action = await ReplaceOperation.RunAsync(waits, plan, Tell, (_, text) => Tell(text.Text));
        }
        while (action.Result == ActionResult.Held && ++decisions < 3);

        return new(action, told);

        ActionTaken Tell(object news)
        {
            string text = news is ActionTaken acted ? acted.Detail : $"{news}";
            if (told is not [.., var last] || last != text)
            {
                told.Add(text);
            }

            return news as ActionTaken ?? null!;
        }
    }
}

/// <summary>
/// Replacements of instance 1 on the local runtime, with real replay and the real activities, against the emulated control plane. Virtual time
/// passes only while the control plane is at rest.
/// </summary>
internal sealed class ReplaceStage : IAsyncDisposable
{
    private const string Id = "a-replacement";
    private static readonly FunctionCatalog Catalog = FunctionCatalog.FromTypes(
        typeof(ReplaceAlone), typeof(GuardEntity), typeof(InstanceActivities), typeof(CapacityActivities), typeof(ObservationActivities));

    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public ControlPlane Plane { get; private set; } = null!;

    public string[] Ids => [.. Plane.Azure.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId)];

    public DateTime Now => _clock.GetUtcNow().UtcDateTime;

    public int Capacity => Plane.Azure.ScaleSet.State.Capacity;

    /// <summary>The requests that change something, in their order: "PATCH /web", "DELETE /1".</summary>
    public string[] Changes => [.. Plane.Azure.Requests.Entries
        .Where(entry => entry.Method is not "GET" && entry.Status < 300)
        .Select(entry => $"{entry.Method} /{entry.Path.Split('/')[^1]}")];

    public static async Task<ReplaceStage> StartAsync()
    {
        ReplaceStage stage = new();
        Pace quick = Pace.Fast with
        {
            CreateDuration = TimeSpan.FromMilliseconds(5),
            DeleteDuration = TimeSpan.FromMilliseconds(5),
            HealthInterval = TimeSpan.FromMilliseconds(5),
            ServeTimeout = TimeSpan.FromMilliseconds(50),
        };
        stage.Plane = await ControlPlane.StartAsync(new SameTime(stage._clock), quick);
        stage.Plane.Machines["2"].Serve();
        stage.Plane.Machines["3"].Serve();
        await stage.Plane.SettledAsync();
        return stage;
    }

    /// <summary>Runs one to its end. What is asked at every rest may change the world meanwhile.</summary>
    public async Task<ReplaceRun> RunAsync(RecoveryOptions? limits = null, Func<DurableTaskClient, Task>? atRest = null)
    {
        ReplaceRun? run = await LiveAsync(folder: null, crash: null, limits, atRest);
        return run!;
    }

    /// <summary>One with the automation killed once. The answer says whether the crash came.</summary>
    public async Task<(ReplaceRun Run, bool Crashed)> RunWithCrashAsync(CrashPoint crash)
    {
        string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
        try
        {
            ReplaceRun? atOnce = await LiveAsync(folder, crash, null, null);
            return (atOnce ?? (await LiveAsync(folder, crash: null, null, null))!, atOnce is null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public ValueTask DisposeAsync() => Plane.DisposeAsync();

    private async Task<ReplaceRun?> LiveAsync(string? folder, CrashPoint? crash, RecoveryOptions? limits, Func<DurableTaskClient, Task>? atRest)
    {
        await using DurableRuntime runtime = new(Catalog, Plane.Services, new RuntimeOptions { Clock = _clock, JournalFolder = folder, Crash = crash });
        await runtime.StartAsync();
        try
        {
            if (await runtime.Client.GetInstanceAsync(Id) is null)
            {
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ReplaceAlone.Replace), (limits ?? new RecoveryOptions()) with { PollInterval = TimeSpan.FromMilliseconds(20) }, new StartOrchestrationOptions(Id));
            }

            bool ended = await VirtualRun.UntilAsync(runtime, _clock, () => HasEndedAsync(runtime, atRest), _clock.GetUtcNow().AddHours(3));
            Assert.True(ended || runtime.Failed.IsCompleted, "the replacement does not end");
        }
        catch (Exception) when (runtime.Failed.IsCompleted)
        {
            // The crash came while it was started.
        }

        if (runtime.Failed.IsCompleted)
        {
            return null;
        }

        OrchestrationMetadata found = (await runtime.Client.GetInstanceAsync(Id, getInputsAndOutputs: true))!;
        Assert.True(found.RuntimeStatus == OrchestrationRuntimeStatus.Completed, found.FailureDetails?.ToString());
        return found.ReadOutputAs<ReplaceRun>();
    }

    private async Task<bool> HasEndedAsync(DurableRuntime runtime, Func<DurableTaskClient, Task>? atRest)
    {
        await (atRest?.Invoke(runtime.Client) ?? Task.CompletedTask);
        await Plane.SettledAsync();
        return await runtime.Client.GetInstanceAsync(Id) is { IsCompleted: true };
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>The guard as an entity: state and requests cross the JSON boundary, and a crash anywhere changes nothing.</summary>
[Trait("Category", "fast")]
public sealed class GuardEntityTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromTypes(typeof(GuardEntity), typeof(GuardEntityTests));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_hundred_incidents_that_ask_at_once_as_many_get_a_permit_as_there_are()
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using DurableRuntime runtime = new(App, services, new RuntimeOptions { Clock = new VirtualClock(Asks.Noon) });
        await runtime.StartAsync(Ct);

        await Task.WhenAll(Enumerable.Range(1, 100).Select(target => Task.Run(() => runtime.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(AskOnce), Asks.For($"{target}", sick: 40, total: 100), new StartOrchestrationOptions($"ask-{target}"), Ct))));
        await runtime.WhenIdleAsync(Ct);

        int granted = 0;
        for (int target = 1; target <= 100; target++)
        {
            granted += (await runtime.Client.GetInstanceAsync($"ask-{target}", getInputsAndOutputs: true, Ct))!.ReadOutputAs<PermitAnswer>()!.Granted ? 1 : 0;
        }

        GuardState state = (await runtime.Client.Entities.GetEntityAsync<GuardState>(GuardEntity.Id, cancellation: Ct))!.State;
        // Of the 80 that are refused it remembers the first 20.
        Assert.Equal((20, 20, 20), (granted, state.Permits.Count, state.Refusals.Count));
    }

    [Fact]
    public async Task A_crash_at_any_event_loses_no_permit_and_gives_none_twice()
    {
        const string Expected = "SuspendSeen, True False, True, 1 of Restart";
        int crashes = 0;
        for (int at = 0; ; at++)
        {
            string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
            try
            {
                VirtualClock clock = new(Asks.Noon);
                string? before = await LiveAsync(folder, clock, new CrashPoint(at, at % 2 == 0 ? CrashMoment.Before : CrashMoment.After));
                string? after = before ?? await LiveAsync(folder, clock, crash: null);

                Assert.True(after == Expected, $"crash {at}: {after}");
                if (before is not null)
                {
                    break;
                }

                crashes++;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        // Fewer would mean that the crashes did not reach every operation.
        Assert.InRange(crashes, 20, 200);
    }

    [Function(nameof(AskOnce))]
    public static Task<PermitAnswer> AskOnce([OrchestrationTrigger] TaskOrchestrationContext context, PermitRequest request) =>
        context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), request);

    [Function(nameof(AskHoldAndEnd))]
    public static async Task<string> AskHoldAndEnd([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var first = await context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), Asks.For("1") with { Repairs = RepairsState.Running });
        await context.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), "incident-1");
        var second = await context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), Asks.For("2"));
        await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.Return), Asks.Back("1", helped: true, RepairAction.Restart));
        bool resume = await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.End), Asks.Ended("1", recovered: true));
        return $"{first.Claim}, {first.Granted} {second.Granted}, {resume}";
    }

    /// <summary>One life of the automation: the answer, or null when it crashed.</summary>
    private static async Task<string?> LiveAsync(string folder, VirtualClock clock, CrashPoint? crash)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using DurableRuntime runtime = new(App, services, new RuntimeOptions { Clock = clock, JournalFolder = folder, Crash = crash });
        await runtime.StartAsync(Ct);
        try
        {
            if (await runtime.Client.GetInstanceAsync("one", Ct) is null)
            {
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(AskHoldAndEnd), null, new StartOrchestrationOptions("one"), Ct);
            }

            await VirtualRun.UntilEndedAsync(runtime, clock, "one", clock.GetUtcNow().AddMinutes(1));
        }
        catch (Exception) when (runtime.Failed.IsCompleted)
        {
            // The crash came while it was started.
        }

        if (runtime.Failed.IsCompleted)
        {
            return null;
        }

        TargetMemory memory = GuardHistory.Recall(await GuardReader.ReadAsync(runtime.Client, Ct), new("1", Asks.Noon, Asks.Limits));
        return $"{(await runtime.Client.GetInstanceAsync("one", getInputsAndOutputs: true, Ct))!.ReadOutputAs<string>()}, {memory.Repairs} of {memory.Highest}";
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>One orchestration that uses everything, crashed once at every event, before and after it is durable.</summary>
[Trait("Category", "exhaustive")]
public sealed class CrashTests
{
    private const string Id = "repair";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CrashMoment.Before, false)]
    [InlineData(CrashMoment.After, false)]
    [InlineData(CrashMoment.Before, true)]
    [InlineData(CrashMoment.After, true)]
    public async Task A_crash_at_any_event_changes_neither_the_outcome_nor_what_was_done_to_the_target(CrashMoment when, bool asStorage)
    {
        StorageBehavior? storage = asStorage ? new() : null;
        int crashes = 0;
        for (int index = 0; ; index++)
        {
            using TemporaryFolder folder = new();
            Target target = new();
            VirtualClock clock = new(Lab.Noon);
            bool crashed = await FirstLifeAsync(folder.Path, target, clock, new(index, when), storage);
            string outcome = await SecondLifeAsync(folder.Path, target, clock, storage);

            Assert.Equal("""{"Steps":["prepare","cut","child of repair","approved","join"],"Count":2}""", outcome);
            Assert.Equal(["cut", "join", "prepare"], target.Done);
            if (!crashed)
            {
                break;
            }

            crashes++;
        }

        // Fewer would mean that the crash did not reach every event.
        Assert.InRange(crashes, 30, 200);
    }

    private static async Task<bool> FirstLifeAsync(string folder, Target target, VirtualClock clock, CrashPoint crash, StorageBehavior? storage)
    {
        await using Lab lab = await StartAsync(folder, target, clock, crash, storage);
        try
        {
            await EnsureStartedAsync(lab);
            return !await RunToEndAsync(lab);
        }
        catch (CrashInjectedException)
        {
            return true;
        }
        catch (InvalidOperationException) when (lab.Runtime.Failed.IsCompleted)
        {
            return true;
        }
    }

    private static async Task<string> SecondLifeAsync(string folder, Target target, VirtualClock clock, StorageBehavior? storage)
    {
        await using Lab lab = await StartAsync(folder, target, clock, null, storage);
        await EnsureStartedAsync(lab);
        Assert.True(await RunToEndAsync(lab), "the second life did not end");
        return (await lab.GetAsync(Id)).SerializedOutput!;
    }

    private static Task<Lab> StartAsync(string folder, Target target, VirtualClock clock, CrashPoint? crash, StorageBehavior? storage) => Lab.StartAsync(
        new RuntimeOptions { Clock = clock, JournalFolder = folder, Fsync = FsyncPolicy.Never, Crash = crash, Storage = storage },
        services => services.AddSingleton(target),
        typeof(CrashTests), typeof(Act), typeof(Tally));

    /// <summary>What a caller does that got no answer: asks, and starts what is not there.</summary>
    private static async Task EnsureStartedAsync(Lab lab)
    {
        if (await lab.Client.GetInstanceAsync(Id, Token) is null)
        {
            await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Repair), new StartOrchestrationOptions(Id), Token);
        }
    }

    private static async Task<bool> RunToEndAsync(Lab lab)
    {
        bool ended = await VirtualRun.UntilAsync(lab.Runtime, lab.Clock, async () =>
        {
            var found = await lab.Client.GetInstanceAsync(Id, true, Token);
            if (found is { SerializedCustomStatus: "\"needs approval\"", IsCompleted: false })
            {
                // A person may click twice; the second event is not waited for by anyone.
                await lab.Client.RaiseEventAsync(Id, "Approve", "approved", Token);
                await lab.SettleAsync();
            }

            return lab.Runtime.Failed.IsCompleted || await lab.Client.GetInstanceAsync(Id, Token) is { IsCompleted: true };
        }, lab.Clock.GetUtcNow().AddDays(10), Token);
        return ended && !lab.Runtime.Failed.IsCompleted;
    }

    public sealed record Outcome(IReadOnlyList<string> Steps, int Count);

    [Function(nameof(Repair))]
    public static async Task<Outcome> Repair([OrchestrationTrigger] TaskOrchestrationContext context, bool isSecondRound)
    {
        EntityInstanceId tally = new("tally", "all");
        await context.Entities.SignalEntityAsync(tally, "Mark", $"round {(isSecondRound ? 2 : 1)}");
        if (!isSecondRound)
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            context.ContinueAsNew(true);
            return new([], 0);
        }

        List<string> steps = [.. await Task.WhenAll(context.CallActivityAsync<string>(nameof(Act), "prepare"), context.CallActivityAsync<string>(nameof(Act), "cut"))];
        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        steps.Add(await context.CallSubOrchestratorAsync<string>(nameof(Child)));
        context.SetCustomStatus("needs approval");
        steps.Add(await context.WaitForExternalEvent<string>("Approve", TimeSpan.FromDays(1)));
        context.SetCustomStatus("approved");
        steps.Add(await context.CallActivityAsync<string>(nameof(Act), "join", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))));
        return new(steps, await context.Entities.CallEntityAsync<int>(tally, "Count"));
    }

    [Function(nameof(Child))]
    public static async Task<string> Child([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None);
        return $"child of {context.Parent!.InstanceId}";
    }

    /// <summary>Outlives crashes, as a machine in a data center does.</summary>
    public sealed class Target
    {
        private readonly Lock _gate = new();
        private readonly List<string> _done = [];

        public IReadOnlyList<string> Done
        {
            get
            {
                lock (_gate)
                {
                    return [.. _done.Order()];
                }
            }
        }

        /// <summary>Looks before it acts, as every activity must.</summary>
        public void DoOnce(string what)
        {
            lock (_gate)
            {
                if (!_done.Contains(what))
                {
                    _done.Add(what);
                }
            }
        }
    }

    public sealed class Act(Target target)
    {
        [Function(nameof(Act))]
        public string Run([ActivityTrigger] string what)
        {
            target.DoOnce(what);
            return what;
        }
    }

    public sealed class Tally : TaskEntity<List<string>>
    {
        public void Mark(string what)
        {
            // A message that is delivered twice would be seen here.
            State.Add(what);
        }

        public int Count() => State.Count;

        [Function(nameof(Tally))]
        public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Tally>();
    }
}

using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>An orchestrator that stays in memory between its turns does what one does that is replayed each time.</summary>
[Trait("Category", "fast")]
public sealed class KeptRunsTests
{
    private static readonly ConcurrentDictionary<string, int> Begun = [];

    [Fact]
    public async Task A_run_that_is_kept_writes_the_history_of_one_that_is_replayed_and_begins_once()
    {
        (string[] replayed, int often) = await HistoryAsync(keeps: false, "replayed");
        (string[] kept, int once) = await HistoryAsync(keeps: true, "kept");

        Assert.Equal(replayed, kept);
        Assert.Equal(1, once);
        Assert.True(often > 5, $"it was begun {often} times, so nothing was replayed");
    }

    [Fact]
    public async Task One_that_was_kept_is_replayed_after_the_runtime_went_down()
    {
        RetainedCommits commits = new();
        RuntimeOptions options = new() { KeepsRuns = true, Retained = commits, Clock = new VirtualClock(Lab.Noon) };
        await using (Lab first = await Lab.StartAsync(options, _ => { }, typeof(KeptRunsTests)))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Everything), "down", new StartOrchestrationOptions("down"), TestContext.Current.CancellationToken);
            await first.SettleAsync();
        }

        await using Lab second = await Lab.StartAsync(options, _ => { }, typeof(KeptRunsTests));
        await second.Client.RaiseEventAsync("down", "go", 7, TestContext.Current.CancellationToken);

        Assert.Equal("7 tried 3 left", (await second.EndOfAsync("down")).ReadOutputAs<string>());
        Assert.Equal(2, Begun["down"]);
    }

    [Fact]
    public async Task A_runtime_whose_commits_another_one_has_taken_keeps_nothing_more()
    {
        RetainedCommits commits = new();
        RuntimeOptions options = new() { Retained = commits, Clock = new VirtualClock(Lab.Noon) };
        await using Lab first = await Lab.StartAsync(options, _ => { }, typeof(KeptRunsTests));
        await using Lab second = await Lab.StartAsync(options, _ => { }, typeof(KeptRunsTests));

        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(first, "late"));
        await StartAsync(second, "in time");

        await using Lab third = await Lab.StartAsync(options, _ => { }, typeof(KeptRunsTests));
        Assert.Null(await third.Client.GetInstanceAsync("late", TestContext.Current.CancellationToken));
        Assert.NotNull(await third.Client.GetInstanceAsync("in time", TestContext.Current.CancellationToken));

        static Task<string> StartAsync(Lab lab, string id) => lab.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Child), "x", new StartOrchestrationOptions(id), TestContext.Current.CancellationToken);
    }

    private static async Task<(string[] Events, int Begun)> HistoryAsync(bool keeps, string id)
    {
        await using Lab lab = await Lab.StartAsync(new() { KeepsRuns = keeps }, _ => { }, typeof(KeptRunsTests));
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Everything), "x", new StartOrchestrationOptions(id), TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        await lab.Client.SuspendInstanceAsync(id, "a moment", TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        await lab.Client.RaiseEventAsync(id, "go", 7, TestContext.Current.CancellationToken);
        await lab.PassAsync(TimeSpan.FromSeconds(3));
        await lab.Client.ResumeInstanceAsync(id, null, TestContext.Current.CancellationToken);
        await lab.EndOfAsync(id);
        return ([.. lab.Runtime.ExportHistory(id).Events.Select(one => $"{one.Time:HH:mm:ss} {one.Description} {one.Id} {one.Data?.Replace(id, "id", StringComparison.Ordinal)} {one.FireAt:HH:mm:ss}")], Begun[id]);
    }

    [Function(nameof(Everything))]
    public static async Task<string> Everything([OrchestrationTrigger] TaskOrchestrationContext context, string word)
    {
        Begun.AddOrUpdate(context.InstanceId, 1, (_, before) => before + 1);
        context.SetCustomStatus(word);
        int number = await context.WaitForExternalEvent<int>("go", TimeSpan.FromMinutes(10));
        using CancellationTokenSource end = new();
        Task late = context.CreateTimer(TimeSpan.FromHours(1), end.Token);
        int tried = await context.CallActivityAsync<int>(nameof(ThirdTimeLucky), context.InstanceId, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(2))));
        await Task.WhenAll(context.CallActivityAsync<int>(nameof(Echo), 1), context.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None));
        end.Cancel();
        string child = await context.CallSubOrchestratorAsync<string>(nameof(Child), late.IsCanceled ? "left" : "there", new SubOrchestrationOptions { InstanceId = $"{context.InstanceId}-child" });
        return $"{number} tried {tried} {child}";
    }

    [Function(nameof(Child))]
    public static async Task<string> Child([OrchestrationTrigger] TaskOrchestrationContext context, string word)
    {
        await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        return word;
    }

    [Function(nameof(ThirdTimeLucky))]
    public static int ThirdTimeLucky([ActivityTrigger] string id) =>
        Begun.AddOrUpdate($"tries of {id}", 1, (_, before) => before + 1) is var tries && tries < 3 ? throw new InvalidOperationException("not yet") : tries;

    [Function(nameof(Echo))]
    public static int Echo([ActivityTrigger] int number) => number;
}

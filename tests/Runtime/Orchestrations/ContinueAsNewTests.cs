using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task The_next_execution_begins_with_the_new_input_and_an_empty_history()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ContinueAsNewTests));

        var ended = await lab.RunAsync(nameof(CountDown), 50, "loop");

        Assert.Equal("done", ended.ReadOutputAs<string>());
        Assert.Equal(3, lab.Runtime.ExportHistory("loop").Events.Count);
    }

    [Theory]
    [InlineData(true, "a,b,c")]
    [InlineData(false, "a,c")]
    public async Task Events_that_nobody_took_are_carried_over_when_asked(bool keep, string expected)
    {
        await using Lab lab = await Lab.StartAsync(typeof(ContinueAsNewTests));
        string id = await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(TakeOne), new Taken("", keep), TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        await lab.Client.SuspendInstanceAsync(id, "both must come in one turn", TestContext.Current.CancellationToken);
        await lab.Client.RaiseEventAsync(id, "word", "a", TestContext.Current.CancellationToken);
        await lab.Client.RaiseEventAsync(id, "word", "b", TestContext.Current.CancellationToken);
        await lab.Client.ResumeInstanceAsync(id, null, TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        await lab.Client.RaiseEventAsync(id, "word", "c", TestContext.Current.CancellationToken);
        if (!keep)
        {
            await lab.SettleAsync();
        }

        await lab.Client.RaiseEventAsync(id, "stop", "", TestContext.Current.CancellationToken);

        Assert.Equal(expected, (await lab.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_that_continues_as_new_still_answers_its_parent()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ContinueAsNewTests));

        var ended = await lab.RunAsync(nameof(Parent));

        Assert.Equal("done", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_answer_to_the_execution_before_is_dropped()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ContinueAsNewTests));

        var ended = await lab.RunAsync(nameof(LeaveTimer), 0);

        Assert.Equal("12:10", ended.ReadOutputAs<string>());
    }

    public sealed record Taken(string Words, bool Keep);

    [Function(nameof(CountDown))]
    public static Task<string> CountDown([OrchestrationTrigger] TaskOrchestrationContext context, int left)
    {
        if (left > 0)
        {
            context.ContinueAsNew(left - 1);
        }

        return Task.FromResult("done");
    }

    [Function(nameof(TakeOne))]
    public static async Task<string> TakeOne([OrchestrationTrigger] TaskOrchestrationContext context, Taken taken)
    {
        Task<string> word = context.WaitForExternalEvent<string>("word");
        Task stop = context.WaitForExternalEvent<string>("stop");
        if (await Task.WhenAny(word, stop) == stop)
        {
            return taken.Words;
        }

        context.ContinueAsNew(taken with { Words = $"{taken.Words},{await word}".Trim(',') }, taken.Keep);
        return "";
    }

    [Function(nameof(Parent))]
    public static Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallSubOrchestratorAsync<string>(nameof(CountDown), 3);

    /// <summary>Both executions ask for action 0; only the answer to the second may end the second.</summary>
    [Function(nameof(LeaveTimer))]
    public static async Task<string> LeaveTimer([OrchestrationTrigger] TaskOrchestrationContext context, int round)
    {
        if (round == 0)
        {
            _ = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            context.ContinueAsNew(1);
            return "";
        }

        await context.CreateTimer(TimeSpan.FromMinutes(10), CancellationToken.None);
        return $"{context.CurrentUtcDateTime:HH:mm}";
    }
}

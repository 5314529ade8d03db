using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime.Tests.StorageMode;

/// <summary>What is over 64 KB is refused where it arises, in every mode, and nothing of it is stored.</summary>
[Trait("Category", "fast")]
public sealed class StorageLimitsTests
{
    // The quotes of the JSON text count too.
    private const int Longest = (64 * 1024) - 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<Lab> StartAsync(bool asStorage, StorageLimits? limits = null) => Lab.StartAsync(
        new RuntimeOptions { Storage = asStorage ? new() : null, Limits = limits ?? new() }, _ => { }, typeof(LongFunctions), typeof(LongBox));

    private static string Text(int length) => new('a', length);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_is_refused_what_is_too_long(bool asStorage)
    {
        await using Lab lab = await StartAsync(asStorage);
        Task BeginAsync(string id, int length) => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(LongFunctions.Listen), Text(length), new StartOrchestrationOptions(id), Token);
        Task RaiseAsync(int length) => lab.Client.RaiseEventAsync("one", "Word", Text(length), Token);
        Task SignalAsync(int length) => lab.Client.Entities.SignalEntityAsync(LongBox.One, nameof(LongBox.Keep), Text(length), cancellation: Token);

        await BeginAsync("one", Longest);
        await lab.SettleAsync();
        ArgumentException start = await Assert.ThrowsAsync<ArgumentException>(() => BeginAsync("two", Longest + 1));
        ArgumentException raised = await Assert.ThrowsAsync<ArgumentException>(() => RaiseAsync(Longest + 1));
        ArgumentException signal = await Assert.ThrowsAsync<ArgumentException>(() => SignalAsync(Longest + 1));
        ArgumentException end = await Assert.ThrowsAsync<ArgumentException>(() => lab.Client.TerminateInstanceAsync("one", Text(Longest + 1), Token));
        await SignalAsync(Longest);

        Assert.Equal(
            [
                "The input of the orchestration 'two' has 65537 bytes; 65536 are kept without a blob in Azure Storage.",
                "The data of EventRaised('Word') has 65537 bytes; 65536 are kept without a blob in Azure Storage.",
                "The input of the operation 'Keep' has 65537 bytes; 65536 are kept without a blob in Azure Storage.",
                "The data of ExecutionTerminated has 65537 bytes; 65536 are kept without a blob in Azure Storage.",
            ],
            [start.Message, raised.Message, signal.Message, end.Message]);
        Assert.Null(await lab.Client.GetInstanceAsync("two", Token));
    }

    [Theory]
    [InlineData(nameof(LongFunctions.Output), "The output has 65537 bytes")]
    [InlineData(nameof(LongFunctions.Next), "The next input has 65537 bytes")]
    [InlineData(nameof(LongFunctions.ToActivity), "The input of TaskScheduled(#0, 'Length') has 65537 bytes")]
    [InlineData(nameof(LongFunctions.FromActivity), "The result of the activity 'Give' has 65537 bytes")]
    [InlineData(nameof(LongFunctions.ToChild), "The input of SubOrchestrationCreated(#0, 'Listen') has 65537 bytes")]
    [InlineData(nameof(LongFunctions.ToOther), "The input of EventSent(#0, 'Word') has 65537 bytes")]
    [InlineData(nameof(LongFunctions.ToEntity), "The input of EntityCalled(#0, 'Keep') has 65537 bytes")]
    [InlineData(nameof(LongFunctions.FromEntity), "The result of the operation 'Give' has 65537 bytes")]
    [InlineData(nameof(LongFunctions.InEntity), "The state of the entity '@longbox@one' has 65537 bytes")]
    [InlineData(nameof(LongFunctions.FailingActivity), "The failure System.InvalidOperationException has")]
    [InlineData(nameof(LongFunctions.Failing), "The failure System.InvalidOperationException has")]
    public async Task What_asks_for_something_too_long_fails(string orchestrator, string expected)
    {
        await using Lab lab = await StartAsync(asStorage: false);

        OrchestrationMetadata most = await lab.RunAsync(orchestrator, orchestrator.Contains("Failing", StringComparison.Ordinal) ? 25_000 : Longest);
        OrchestrationMetadata over = await lab.RunAsync(orchestrator, Longest + 1);

        Assert.DoesNotContain("kept without a blob", $"{most.FailureDetails}", StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, over.RuntimeStatus);
        Assert.Contains(expected, over.FailureDetails!.ToString(), StringComparison.Ordinal);
        Assert.Null((await lab.Client.Entities.GetEntityAsync<string>(LongBox.One, cancellation: Token)) is { State.Length: > Longest } kept ? kept : null);
    }

    [Fact]
    public async Task Azure_Storage_itself_takes_messages_of_any_length()
    {
        await using Lab lab = await StartAsync(asStorage: true, StorageLimits.OfAzure);

        OrchestrationMetadata ended = await lab.RunAsync(nameof(LongFunctions.FromActivity), 300_000);

        Assert.Equal(300_000, ended.ReadOutputAs<int>());
    }
}

/// <summary>The functions of <see cref="StorageLimitsTests"/>.</summary>
public static class LongFunctions
{
    private static string Text(int length) => new('a', length);

    [Function(nameof(Listen))]
    public static Task<string> Listen([OrchestrationTrigger] TaskOrchestrationContext context, string text) => context.WaitForExternalEvent<string>("Word");

    [Function(nameof(Output))]
    public static Task<string> Output([OrchestrationTrigger] TaskOrchestrationContext context, int length) => Task.FromResult(Text(length));

    [Function(nameof(Next))]
    public static Task Next([OrchestrationTrigger] TaskOrchestrationContext context, object input)
    {
        if (context.GetInput<System.Text.Json.JsonElement>() is { ValueKind: System.Text.Json.JsonValueKind.Number } number)
        {
            context.ContinueAsNew(Text(number.GetInt32()));
        }

        return Task.CompletedTask;
    }

    [Function(nameof(ToActivity))]
    public static Task<int> ToActivity([OrchestrationTrigger] TaskOrchestrationContext context, int length) => context.CallActivityAsync<int>(nameof(Length), Text(length));

    [Function(nameof(FromActivity))]
    public static async Task<int> FromActivity([OrchestrationTrigger] TaskOrchestrationContext context, int length) =>
        (await context.CallActivityAsync<string>(nameof(Give), length)).Length;

    [Function(nameof(ToChild))]
    public static Task ToChild([OrchestrationTrigger] TaskOrchestrationContext context, int length)
    {
        _ = context.CallSubOrchestratorAsync<string>(nameof(Listen), Text(length));
        return Task.CompletedTask;
    }

    [Function(nameof(ToOther))]
    public static Task ToOther([OrchestrationTrigger] TaskOrchestrationContext context, int length)
    {
        context.SendEvent("nobody", "Word", Text(length));
        return Task.CompletedTask;
    }

    [Function(nameof(ToEntity))]
    public static Task ToEntity([OrchestrationTrigger] TaskOrchestrationContext context, int length) =>
        context.Entities.CallEntityAsync(LongBox.One, nameof(LongBox.Keep), Text(length));

    [Function(nameof(FromEntity))]
    public static async Task<int> FromEntity([OrchestrationTrigger] TaskOrchestrationContext context, int length) =>
        (await context.Entities.CallEntityAsync<string>(LongBox.One, nameof(LongBox.Give), length)).Length;

    [Function(nameof(InEntity))]
    public static Task InEntity([OrchestrationTrigger] TaskOrchestrationContext context, int length) =>
        context.Entities.CallEntityAsync(LongBox.One, nameof(LongBox.Grow), length);

    [Function(nameof(FailingActivity))]
    public static Task FailingActivity([OrchestrationTrigger] TaskOrchestrationContext context, int length) => context.CallActivityAsync(nameof(Fail), length);

    [Function(nameof(Failing))]
    public static Task Failing([OrchestrationTrigger] TaskOrchestrationContext context, int length) => throw new InvalidOperationException(Text(length));

    [Function(nameof(Length))]
    public static int Length([ActivityTrigger] string text) => text.Length;

    [Function(nameof(Give))]
    public static string Give([ActivityTrigger] int length) => Text(length);

    [Function(nameof(Fail))]
    public static int Fail([ActivityTrigger] int length) => throw new InvalidOperationException(Text(length));
}

/// <summary>Keeps a text.</summary>
public sealed class LongBox : TaskEntity<string>
{
    public static readonly EntityInstanceId One = new(nameof(LongBox), "one");

    [Function(nameof(LongBox))]
    public static Task Run([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<LongBox>();

    public void Keep(string text) => State = text;

    public void Grow(int length) => State = new string('a', length);

    public string Give(int length) => new('a', length);

    protected override string InitializeState(TaskEntityOperation entityOperation) => "";
}

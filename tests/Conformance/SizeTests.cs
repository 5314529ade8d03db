using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests;

/// <summary>What is larger than a queue message (64 KB) or a property of a table (64 KB) travels and is kept all the same: in blobs on the real engine.</summary>
public sealed class SizeTests(Azurite azurite)
{
    private const int Large = 300_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Inputs_events_results_and_outputs_may_be_large(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(SizeFunctions));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SizeFunctions.Gather), Text('a'), new StartOrchestrationOptions("gather"), Ct);
        await engine.Client.RaiseEventAsync("gather", "Word", Text('b'), Ct);

        OrchestrationMetadata ended = await EndAsync(engine, "gather");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(string.Concat(Text('a'), Text('b'), Text('c')), ended.ReadOutputAs<string>());
        Assert.Equal(Text('a'), ended.ReadInputAs<string>());
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task The_state_of_an_entity_may_be_large(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(SizeFunctions), typeof(Shelf));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SizeFunctions.Keep), Text('e'), new StartOrchestrationOptions("keep"), Ct);

        OrchestrationMetadata ended = await EndAsync(engine, "keep");
        var kept = await Settled.Is(
            () => engine.Client.Entities.GetEntityAsync<string>(new EntityInstanceId(nameof(Shelf), "one"), cancellation: Ct), found => found is not null, "it is kept");

        Assert.Equal((Text('e'), Text('e')), (ended.ReadOutputAs<string>(), kept!.State));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task The_message_of_a_failure_may_be_large(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(SizeFunctions));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SizeFunctions.Break), 60_000, new StartOrchestrationOptions("break"), Ct);

        OrchestrationMetadata ended = await EndAsync(engine, "break");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        // Azure Storage keeps the failure of an orchestration as text, in its output.
        Assert.Contains(new string('f', 60_000), ended.FailureDetails?.ErrorMessage ?? ended.SerializedOutput, StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task What_is_said_at_a_termination_may_be_large(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(SizeFunctions));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SizeFunctions.Gather), Text('a'), new StartOrchestrationOptions("gather"), Ct);
        await engine.Client.WaitForInstanceStartAsync("gather", Ct);
        await engine.Client.TerminateInstanceAsync("gather", new TerminateInstanceOptions(Text('t')), Ct);

        OrchestrationMetadata ended = await EndAsync(engine, "gather");

        Assert.Equal((OrchestrationRuntimeStatus.Terminated, Text('t')), (ended.RuntimeStatus, ended.ReadOutputAs<string>()));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task An_instance_id_has_at_most_512_characters(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(EngineFunctions));
        string longest = new('i', 512);
        Task StartAsync(string id) => engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Show), new StartOrchestrationOptions(id), Ct);

        await StartAsync(longest);
        await Assert.ThrowsAnyAsync<Exception>(() => StartAsync($"{longest}i"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EndAsync(engine, longest)).RuntimeStatus);
    }

    private static string Text(char letter) => $"{letter}é{new string(letter, Large)}";

    private static async Task<OrchestrationMetadata> EndAsync(IDurableEngine engine, string id)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(120));
        return await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, deadline.Token);
    }
}

/// <summary>The functions of <see cref="SizeTests"/>.</summary>
public static class SizeFunctions
{
    [Function(nameof(Gather))]
    public static async Task<string> Gather([OrchestrationTrigger] TaskOrchestrationContext context, string first)
    {
        string second = await context.WaitForExternalEvent<string>("Word");
        return string.Concat(first, second, await context.CallActivityAsync<string>(nameof(Third), second));
    }

    [Function(nameof(Third))]
    public static string Third([ActivityTrigger] string second) => second.Replace('b', 'c');

    [Function(nameof(Keep))]
    public static async Task<string> Keep([OrchestrationTrigger] TaskOrchestrationContext context, string text) =>
        await context.Entities.CallEntityAsync<string>(new EntityInstanceId(nameof(Shelf), "one"), nameof(Shelf.Put), text);

    [Function(nameof(Break))]
    public static Task Break([OrchestrationTrigger] TaskOrchestrationContext context, int length) => context.CallActivityAsync(nameof(Fail), length);

    [Function(nameof(Fail))]
    public static int Fail([ActivityTrigger] int length) => throw new InvalidOperationException(new string('f', length));
}

/// <summary>Keeps a text.</summary>
public sealed class Shelf : TaskEntity<string>
{
    [Function(nameof(Shelf))]
    public static Task Run([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Shelf>();

    public string Put(string text) => State = text;

    protected override string InitializeState(TaskEntityOperation entityOperation) => "";
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Tests.Guard;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests;

/// <summary>What the app relies on, with functions of a few lines.</summary>
public sealed class EngineTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Fifty_incidents_that_ask_the_guard_at_once_get_as_many_permits_as_there_are(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(GuardEntity), typeof(EngineFunctions));

        await Task.WhenAll(Enumerable.Range(1, 50).Select(target => engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineFunctions.AskOnce), Asks.For($"{target}", sick: 20, total: 50), new StartOrchestrationOptions($"ask-{target}"), Ct)));
        PermitAnswer[] answers = await Task.WhenAll(Enumerable.Range(1, 50).Select(target => OutputAsync<PermitAnswer>(engine, $"ask-{target}")));

        GuardState state = (await Settled.Is(
            () => engine.Client.Entities.GetEntityAsync<GuardState>(GuardEntity.Id, cancellation: Ct), found => found?.State.Permits.Count == 10, "the permits are out"))!.State;
        Assert.Equal((10, 20), (answers.Count(answer => answer.Granted), state.Refusals.Count));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task An_event_for_what_is_not_there_is_refused_and_one_for_what_was_just_started_is_kept(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(EngineFunctions));

        await Assert.ThrowsAnyAsync<Exception>(() => engine.Client.RaiseEventAsync("nobody", "Word", "lost", Ct));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Listen), new StartOrchestrationOptions("listen"), Ct);
        await engine.Client.RaiseEventAsync("listen", "Word", "kept", Ct);

        Assert.Equal("kept", await OutputAsync<string>(engine, "listen"));
        await Assert.ThrowsAnyAsync<Exception>(() => engine.Client.RaiseEventAsync("listen", "Word", "late", Ct));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Sixty_kilobytes_come_back_as_they_went(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(EngineFunctions));
        string text = string.Concat(Enumerable.Range(0, 60 * 1024 / 10).Select(number => $"{number,8}é\n"));

        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.IgnoredReason), text, new StartOrchestrationOptions("echo"), Ct);

        Assert.Equal($"{text}, by the activity", await OutputAsync<string>(engine, "echo"));
        OrchestrationMetadata told = (await engine.Client.GetInstanceAsync("echo", getInputsAndOutputs: true, Ct))!;
        Assert.Equal(text, told.ReadInputAs<string>());
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task The_custom_status_is_told_to_those_who_ask_for_inputs_and_outputs(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(EngineFunctions));
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Show), new StartOrchestrationOptions("show"), Ct);
        await engine.Client.WaitForInstanceCompletionAsync("show", Ct);

        OrchestrationMetadata without = (await engine.Client.GetInstanceAsync("show", getInputsAndOutputs: false, Ct))!;
        OrchestrationMetadata with = (await engine.Client.GetInstanceAsync("show", getInputsAndOutputs: true, Ct))!;

        Assert.Equal((null, "\"shown\""), (without.SerializedCustomStatus, with.SerializedCustomStatus));
    }

    private static async Task<T> OutputAsync<T>(IDurableEngine engine, string id)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(120));
        OrchestrationMetadata ended = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, deadline.Token);
        Assert.True(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed, ended.FailureDetails?.ToString());
        return ended.ReadOutputAs<T>()!;
    }
}

/// <summary>The functions of <see cref="EngineTests"/>.</summary>
public static class EngineFunctions
{
    [Function(nameof(AskOnce))]
    public static Task<PermitAnswer> AskOnce([OrchestrationTrigger] TaskOrchestrationContext context, PermitRequest request) =>
        context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), request);

    [Function(nameof(Listen))]
    public static Task<string> Listen([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("Word");

    [Function(nameof(IgnoredReason))]
    public static Task<string> IgnoredReason([OrchestrationTrigger] TaskOrchestrationContext context, string text) => context.CallActivityAsync<string>(nameof(Append), text);

    [Function(nameof(Append))]
    public static string Append([ActivityTrigger] string text) => $"{text}, by the activity";

    [Function(nameof(Show))]
    public static Task Show([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("shown");
        return Task.CompletedTask;
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>The switch stands for a new version of the code, deployed while an instance waits.</summary>
[Trait("Category", "fast")]
public sealed class DeterminismTests
{
    [Fact]
    public async Task A_replay_that_asks_for_another_activity_fails_its_instance_and_names_the_event()
    {
        await using Lab lab = await Lab.StartAsync(typeof(Changing), typeof(DeterminismTests));
        Changing.Versions["changed"] = 1;
        string id = await StartAsync(lab, "changed");
        string other = await StartAsync(lab, "unchanged");

        Changing.Versions["changed"] = 2;
        await lab.Client.RaiseEventAsync(id, "go", "", TestContext.Current.CancellationToken);
        await lab.Client.RaiseEventAsync(other, "go", "", TestContext.Current.CancellationToken);
        var ended = await lab.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, ended.FailureDetails!.ErrorType);
        Assert.StartsWith(
            "Non-deterministic orchestrator 'Changing': event 2 of its history is TaskScheduled(#0, 'First'), but the code asked for TaskScheduled(#0, 'Second').",
            ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("First", (await lab.EndOfAsync(other)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_replay_that_asks_for_less_fails_its_instance()
    {
        await using Lab lab = await Lab.StartAsync(typeof(Changing), typeof(DeterminismTests));
        Changing.Versions["less"] = 1;
        string id = await StartAsync(lab, "less");

        Changing.Versions["less"] = 3;
        await lab.Client.RaiseEventAsync(id, "go", "", TestContext.Current.CancellationToken);

        Assert.Contains("event 2 of its history is TaskScheduled(#0, 'First'), but the code had already ended", (await lab.EndOfAsync(id)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_and_the_time_are_the_same_on_every_replay()
    {
        await using Lab lab = await Lab.StartAsync(typeof(DeterminismTests));

        var ended = await lab.RunAsync(nameof(Remember));

        Remembered seen = ended.ReadOutputAs<Remembered>()!;
        Assert.Equal(seen.Before, seen.After);
        Assert.NotEqual(seen.Before[0], seen.Before[1]);
    }

    [Fact]
    public async Task A_replay_safe_logger_says_everything_once()
    {
        Notes lines = new();
        await using Lab lab = await Lab.StartAsync(new(), services => services.AddSingleton<ILoggerProvider>(new NotingLoggers(lines)), typeof(DeterminismTests));

        await lab.RunAsync(nameof(Talk));

        Assert.Equal(["one", "two", "three"], lines.Lines);
    }

    [Fact]
    public async Task Waiting_for_something_that_is_not_durable_fails_with_the_reason()
    {
        await using Lab lab = await Lab.StartAsync(typeof(DeterminismTests));

        var ended = await lab.RunAsync(nameof(WaitsForNothing));

        Assert.Contains("waits for something that is not a durable task", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_the_thread_fails_with_the_reason()
    {
        await using Lab lab = await Lab.StartAsync(typeof(DeterminismTests));

        var ended = await lab.RunAsync(nameof(LeavesThread));

        Assert.Contains("left its thread", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<string> StartAsync(Lab lab, string id)
    {
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Changing), new StartOrchestrationOptions(id), TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        return id;
    }

    public static class Changing
    {
        public static System.Collections.Concurrent.ConcurrentDictionary<string, int> Versions { get; } = new();

        [Function(nameof(Changing))]
        public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            int version = Versions.GetValueOrDefault(context.InstanceId, 1);
            if (version == 3)
            {
                return "nothing to do";
            }

            string result = await context.CallActivityAsync<string>(version == 1 ? "First" : "Second");
            await context.WaitForExternalEvent<string>("go");
            return result;
        }
    }

    public sealed record Remembered(string[] Before, string[] After);

    [Function("First")]
    public static string First([ActivityTrigger] string? unused) => "First";

    [Function("Second")]
    public static string Second([ActivityTrigger] string? unused) => "Second";

    [Function(nameof(Remember))]
    public static async Task<Remembered> Remember([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        string[] now = [context.NewGuid().ToString(), context.NewGuid().ToString(), context.CurrentUtcDateTime.ToString("o")];
        string[] stored = await context.CallActivityAsync<string[]>(nameof(IgnoredReason), now);
        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        return new(stored, now);
    }

    [Function(nameof(IgnoredReason))]
    public static string[] IgnoredReason([ActivityTrigger] string[] words) => words;

    [Function(nameof(Talk))]
    public static async Task Talk([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ILogger log = context.CreateReplaySafeLogger("talk");
        foreach (string word in new[] { "one", "two", "three" })
        {
            log.LogInformation("{Word}", word);
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    [Function(nameof(WaitsForNothing))]
    public static Task WaitsForNothing([OrchestrationTrigger] TaskOrchestrationContext context) => new TaskCompletionSource().Task;

    /// <summary>Blocks, so that the call from the other thread is certain to come during the turn.</summary>
    [Function(nameof(LeavesThread))]
    public static Task LeavesThread([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task elsewhere = Task.Run(() => context.SetCustomStatus("from another thread"));
        ((IAsyncResult)elsewhere).AsyncWaitHandle.WaitOne();
        return elsewhere;
    }

    private sealed class NotingLoggers(Notes notes) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName == "talk" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => notes.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

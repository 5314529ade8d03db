using Microsoft.DurableTask.Client;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Bench;

/// <summary>Opens the journal of the killed process when all its timers are due, and prints how many instances finished.</summary>
public static class ResumingChild
{
    /// <summary>The command line word.</summary>
    public const string Verb = "resume";

    /// <summary>Runs until all have finished.</summary>
    public static async Task<int> RunAsync(string folder, int count)
    {
        await using var runtime = await BenchRuntime.StartAsync(
            new RuntimeOptions { JournalFolder = folder, Clock = new LaterClock(WaitingChild.Wait * 2) });
        var ends = await Task.WhenAll(Enumerable.Range(0, count).Select(number =>
            runtime.Client.WaitForInstanceCompletionAsync($"waiting-{number}", CancellationToken.None)));
        Console.WriteLine(ends.Count(end => end.RuntimeStatus == OrchestrationRuntimeStatus.Completed));
        return 0;
    }

    /// <summary>The real clock, put forward.</summary>
    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

using System.Globalization;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Bench;

/// <summary>The process that is killed: starts waiting instances on a journal, prints the bytes each one takes, stays.</summary>
public static class WaitingChild
{
    /// <summary>The command line word.</summary>
    public const string Verb = "wait-to-be-killed";

    /// <summary>Distance of the timers; <see cref="ResumingChild"/> comes after it.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromHours(1);

    /// <summary>Runs until killed, or a minute.</summary>
    public static async Task<int> RunAsync(string folder, int count)
    {
        await using var runtime = await BenchRuntime.StartAsync(new RuntimeOptions { JournalFolder = folder });
        await runtime.RunWavesAsync(nameof(BenchFunctions.FiveInSequence), atOnce: 10, waves: 1, BenchFunctions.SequenceResult);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await runtime.StartWaitingAsync(count, TimeProvider.System.GetUtcNow().UtcDateTime + Wait);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(((after - before) / (double)count).ToString(CultureInfo.InvariantCulture));
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
        return 0;
    }
}

using System.Diagnostics;

namespace Steadfast.Local.Runtime.Tests.Journal;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Until
{
    public static async Task True(Func<bool> condition, int seconds = 20)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(seconds), $"not within {seconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}

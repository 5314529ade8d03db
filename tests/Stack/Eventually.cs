using System.Diagnostics;

namespace Steadfast.Local.Stack.Tests;

/// <summary>Waits for a condition instead of for a time.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, string what, double seconds = 60) =>
        TrueAsync(() => Task.FromResult(condition()), what, seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, double seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"Not within {seconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

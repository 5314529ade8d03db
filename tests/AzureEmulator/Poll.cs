namespace Steadfast.Local.AzureEmulator.Tests;

internal static class Poll
{
    /// <summary>Returns when the condition holds; fails, naming what was waited for, after thirty seconds.</summary>
    public static async Task UntilAsync(string what, Func<bool> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"waited thirty seconds for: {what}");
            }
        }
    }
}

namespace Steadfast.Local.Azure.Tests;

static class Poll
{
    /// <summary>Returns when the condition holds; fails, naming what was waited for, after ten seconds.</summary>
    public static async Task UntilAsync(string what, Func<bool> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"waited ten seconds for: {what}");
            }
        }
    }
}

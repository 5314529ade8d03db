namespace Steadfast.Functions.Tests.Stage;

/// <summary>Waits for a condition with a deadline; a test never sleeps.</summary>
internal static class Eventually
{
    public static async Task<T> Is<T>(Func<Task<T>> read, Func<T, bool> condition, string what, TimeSpan? within = null)
    {
        TimeSpan patience = within ?? TimeSpan.FromSeconds(60);
        long began = TimeProvider.System.GetTimestamp();
        T value;
        while (!condition(value = await read()))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < patience, $"{what}; it is {value}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return value;
    }
}

namespace Steadfast.Conformance.Tests.Stage;

/// <summary>Waits for a condition with a deadline that a busy machine can keep.</summary>
internal static class Settled
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    public static async Task<T> Is<T>(Func<Task<T>> read, Func<T, bool> condition, string what)
    {
        long began = TimeProvider.System.GetTimestamp();
        T value;
        while (!condition(value = await read()))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Deadline, $"{what}; it is {System.Text.Json.JsonSerializer.Serialize(value)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return value;
    }
}

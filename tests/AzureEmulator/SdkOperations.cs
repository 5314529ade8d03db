namespace Steadfast.Local.AzureEmulator.Tests;

internal static class SdkOperations
{
    /// <summary>Waits until the operation has ended and throws when it failed, as the SDK does; but the SDK asks only once a second.</summary>
    public static async Task<T> CompletedAsync<T>(this Task<T> started)
        where T : Azure.Operation
    {
        var operation = await started;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
        while (!operation.HasCompleted)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await operation.UpdateStatusAsync(TestContext.Current.CancellationToken);
        }

        return operation;
    }
}

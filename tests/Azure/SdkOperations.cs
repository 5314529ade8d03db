namespace Steadfast.Local.Azure.Tests;

internal static class SdkOperations
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the operation as the SDK does, only that it asks more often than the SDK would: once a second.</summary>
    public static async Task<T> CompletedAsync<T>(this Task<T> started)
        where T : global::Azure.Operation
    {
        var operation = await started;
        await operation.WaitForCompletionResponseAsync(Often, TestContext.Current.CancellationToken);
        return operation;
    }
}

namespace Steadfast.Functions.Platform;

/// <summary>
/// The provisioning state of a resource: three of its values are final, every other one is a running operation. Source: ARM, asynchronous
/// operations.
/// </summary>
internal static class ProvisioningStates
{
    // Every property but the id may be absent; absent means that no operation runs.
    public const string NotReported = "not reported";

    public static bool IsRunning(string state) => state.ToLowerInvariant() is not ("succeeded" or "failed" or "canceled" or NotReported);

    public static bool HasFailed(string state) => state.ToLowerInvariant() is "failed" or "canceled";

    public static bool IsDeleting(string state) => state.Equals("deleting", StringComparison.OrdinalIgnoreCase);
}

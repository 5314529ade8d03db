using Azure.ResourceManager;

namespace Steadfast.Functions.Azure;

/// <summary>How Azure Resource Manager is called.</summary>
public static class ArmOptions
{
    // With two retries a call that hangs ends within a minute: long before functionTimeout (5 min), which would take the whole worker with it.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(15);

    /// <summary>Options for every ARM client: short calls, and throttling left to the caller.</summary>
    public static ArmClientOptions Create()
    {
        ArmClientOptions options = new() { RetryPolicy = new LeaveThrottlingToCaller() };
        options.Retry.NetworkTimeout = LongestCall;
        return options;
    }
}

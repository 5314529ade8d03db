using Azure.Core;
using Azure.Monitor.Query;
using Azure.ResourceManager;

namespace Steadfast.Functions.Platform;

/// <summary>Bounds and retries of calls to Azure Resource Manager and Azure Monitor.</summary>
public static class ArmOptions
{
    // With two retries a call that hangs ends within a minute: long before functionTimeout (5 min), which would take the whole worker with
    // it.
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(15);

    /// <summary>Options for every ARM client: short calls, and throttling left to the caller.</summary>
    /// <param name="cloud">The cloud; null for the public one.</param>
    public static ArmClientOptions Create(ArmEnvironment? cloud = null) => Bounded(new ArmClientOptions { Environment = cloud });

    /// <summary>The same for metrics.</summary>
    public static MetricsQueryClientOptions CreateForMetrics(ArmEnvironment cloud) =>
        Bounded(new MetricsQueryClientOptions { Audience = new MetricsQueryAudience(cloud.Audience) });

    private static T Bounded<T>(T options) where T : ClientOptions
    {
        options.RetryPolicy = new LeaveThrottlingToCaller();
        options.Retry.NetworkTimeout = MaxCall;
        return options;
    }
}

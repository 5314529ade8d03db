using Azure.Core;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Platform;

namespace Steadfast.Local.Host;

/// <summary>
/// Registers the clients of the Function App for a control plane on this machine, with all but the transport as they are on Azure.
/// </summary>
public static class LoopbackControlPlane
{
    /// <summary>Lets Azure Resource Manager and Azure Monitor be reached at an address of this machine.</summary>
    /// <param name="services">The collection to fill; a <see cref="TokenCredential"/> is in it.</param>
    public static IServiceCollection AddControlPlane(this IServiceCollection services, Uri url)
    {
        ArmEnvironment cloud = new StackOptions().GetCloud();
        LoopbackTransport transport = new(url);
        ArmClientOptions arm = ArmOptions.Create(cloud);
        arm.Transport = transport;
        MetricsQueryClientOptions metrics = ArmOptions.CreateForMetrics(cloud);
        metrics.Transport = transport;
        return services
            .AddSingleton(arm)
            .AddSingleton(provider => new MetricsQueryClient(cloud.Endpoint, provider.GetRequiredService<TokenCredential>(), metrics));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>The load balancer over REST: read only. Its traffic and probes are somebody else's; here is what ARM says about it.</summary>
internal sealed class LoadBalancerEndpoints(EmulatorOptions options, ResourceNames names, ScaleSet scaleSet)
{
    public void Map(IEndpointRouteBuilder resource) => resource.MapGet("", () => ArmJson.Ok(Json()));

    private object Json() => new
    {
        name = options.LoadBalancer,
        id = names.LoadBalancer,
        type = "Microsoft.Network/loadBalancers",
        location = options.Location,
        sku = new { name = "Standard", tier = "Regional" },
        properties = new
        {
            provisioningState = "Succeeded",
            frontendIPConfigurations = new[] { Frontend() },
            backendAddressPools = new[] { Pool() },
            loadBalancingRules = new[] { Rule() },
            probes = new[] { Probe() },
        },
    };

    private object Frontend() => new
    {
        name = "frontend",
        id = names.Frontend,
        properties = new { provisioningState = "Succeeded", privateIPAddress = options.FrontendIp, loadBalancingRules = Reference(names.Rule) },
    };

    private object Pool() => new
    {
        name = "web",
        id = names.Pool,
        properties = new
        {
            provisioningState = "Succeeded",
            backendIPConfigurations = scaleSet.Instances.Select(instance => new { id = names.IpConfiguration(instance.Spec.InstanceId) }),
            loadBalancingRules = Reference(names.Rule),
        },
    };

    private object Rule() => new
    {
        name = "http",
        id = names.Rule,
        properties = new
        {
            provisioningState = "Succeeded",
            protocol = "Tcp",
            loadDistribution = "Default",
            frontendPort = options.FrontendPort,
            backendPort = BackendPort,
            idleTimeoutInMinutes = 4,
            enableTcpReset = true,
            frontendIPConfiguration = new { id = names.Frontend },
            backendAddressPool = new { id = names.Pool },
            probe = new { id = names.Probe },
        },
    };

    private object Probe() => new
    {
        name = "healthz",
        id = names.Probe,
        properties = new
        {
            provisioningState = "Succeeded",
            protocol = "Http",
            port = BackendPort,
            requestPath = options.ProbePath,
            // Whole seconds in the contract; the fast pace probes more often than it can say.
            intervalInSeconds = (int)Math.Ceiling(options.Pace.ProbeInterval.TotalSeconds),
            probeThreshold = options.Pace.ProbeThreshold,
            loadBalancingRules = Reference(names.Rule),
        },
    };

    private int BackendPort => scaleSet.Instances is [var first, ..] ? first.Spec.Port : 0;

    private static object Reference(string id) => new[] { new { id } };
}

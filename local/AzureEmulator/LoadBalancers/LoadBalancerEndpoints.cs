using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// The load balancer over REST: read only but for its tags. Its traffic and probes are somebody else's; here is what ARM says about it.
/// </summary>
internal sealed class LoadBalancerEndpoints(EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, ResourceTags tags)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("", (HttpContext context) => ArmEtag.Ok(context, Json(), inBody: true))
            .Of(ResourceType.LoadBalancers, "$expand is not looked at");
        resource.MapPatch("", PatchAsync).Of(ResourceType.LoadBalancers, "tags, which are all that Azure's contract has here");
        MapParts(resource, "frontendIPConfigurations", "frontend", Frontend);
        MapParts(resource, "backendAddressPools", "web", Pool);
        MapParts(resource, "loadBalancingRules", "http", Rule);
        MapParts(resource, "probes", "healthz", Probe);
        resource.MapGet("/inboundNatRules", Nothing).Of(ResourceType.LoadBalancers, "there are none");
        resource.MapGet("/outboundRules", Nothing).Of(ResourceType.LoadBalancers, "there are none");
        resource.MapGet(
            "/networkInterfaces",
            () => ArmJson.Ok(new { value = scaleSet.Instances.Select(instance => InstanceJson.Nic(instance, names)) }));
        resource.MapNotImplemented(ResourceType.LoadBalancers, """
            PUT
            DELETE
            PUT /backendAddressPools/{name}
            DELETE /backendAddressPools/{name}
            POST /backendAddressPools/{name}/queryInboundNatRulePortMapping
            POST /loadBalancingRules/{name}/health
            POST /migrateToIpBased
            GET /inboundNatRules/{name}
            PUT /inboundNatRules/{name}
            DELETE /inboundNatRules/{name}
            GET /outboundRules/{name}
            """);
    }

    /// <summary>The list of the load balancers of a resource group or of a subscription: this one.</summary>
    public void MapList(IEndpointRouteBuilder level) =>
        level.MapGet($"/providers/{ResourceType.LoadBalancers.Name}", () => ArmJson.Ok(new { value = new[] { ArmEtag.WithTag(Json()) } }))
            .Of(ResourceType.LoadBalancers);

    private static void MapParts(IEndpointRouteBuilder resource, string part, string name, Func<object> json)
    {
        resource.MapGet($"/{part}", () => ArmJson.Ok(new { value = new[] { ArmEtag.WithTag(json()) } }));
        resource.MapGet($"/{part}/{{name}}", (HttpContext context) => name.Equals(context.GetRouteValue("name")?.ToString(), StringComparison.OrdinalIgnoreCase)
            ? ArmEtag.Ok(context, json(), inBody: true)
            : ArmError.ResourceNotFound($"{part}/{context.GetRouteValue("name")}"));
    }

    private static IResult Nothing() => ArmJson.Ok(new { value = Array.Empty<object>() });

    private async Task<IResult> PatchAsync(HttpRequest request)
    {
        if (ArmEtag.Refusal(request, Json()) is { } refusal)
        {
            return refusal;
        }

        var body = await ArmBody.ReadAsync(request);
        return body is null || ArmBody.Others(body, "tags") is not null || !tags.TryReplace(names.LoadBalancer, body["tags"])
            ? ArmError.BadRequest("Of a load balancer the tags can be changed here, which are an object of strings.")
            : ArmEtag.Ok(request.HttpContext, Json(), inBody: true);
    }

    private object Json() => new
    {
        name = options.LoadBalancer,
        id = names.LoadBalancer,
        type = "Microsoft.Network/loadBalancers",
        location = options.Location,
        sku = new { name = "Standard", tier = "Regional" },
        tags = tags.Of(names.LoadBalancer),
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
        properties =
            new { provisioningState = "Succeeded", privateIPAddress = options.FrontendIp, loadBalancingRules = Reference(names.Rule) },
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

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Tenant, subscription, resource group, providers and the list of resources: what tools look at before they look at anything else.
/// </summary>
internal sealed class SubscriptionEndpoints(
    EmulatorOptions options, ResourceNames names, ResourceTags tags, Func<IReadOnlyList<object>> resources)
{
    private static readonly string[] Namespaces =
        [
            "Microsoft.AlertsManagement", "Microsoft.Compute", "Microsoft.DBforMySQL", "Microsoft.Insights", "Microsoft.Network",
            "Microsoft.ResourceHealth",
        ];

    public void MapTenant(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tenants", () => List(Tenant())).Of(ResourceType.Tenants);
        routes.MapGet("/subscriptions", () => List(Subscription())).Of(ResourceType.Subscriptions);
    }

    public void MapSubscription(IEndpointRouteBuilder subscription)
    {
        subscription.MapGet("", () => ArmJson.Ok(Subscription())).Of(ResourceType.Subscriptions);
        subscription.MapGet("/locations", () => List(Location())).Of(ResourceType.Subscriptions, "the one region of the stack");
        subscription.MapGet("/resourceGroups", () => List(Group())).Of(ResourceType.ResourceGroups);
        subscription.MapGet("/resources", () => List([.. resources()])).Of(ResourceType.ResourceList, "$filter is not looked at");
        subscription.MapGet("/providers", () => List([.. Namespaces.Select(Provider)]))
            .Of(ResourceType.Providers, "without resource types");
        subscription.MapGet("/providers/{provider}", FindProvider).Of(ResourceType.Providers, "without resource types");
        subscription.MapPost("/providers/{provider}/register", FindProvider).Ignored(ResourceType.Providers, "all are registered already");
        subscription.MapNotImplemented(ResourceType.Providers, "POST /providers/{provider}/unregister");
        subscription.MapNotImplemented(ResourceType.ResourceList, "GET /tagNames");
    }

    public void MapGroup(IEndpointRouteBuilder group)
    {
        group.MapGet("", (HttpContext context) => ArmEtag.Ok(context, Group())).Of(ResourceType.ResourceGroups);
        group.MapMethods("", ["HEAD"], () => Results.NoContent()).Of(ResourceType.ResourceGroups);
        group.MapPatch("", PatchGroupAsync).Of(ResourceType.ResourceGroups, "tags only");
        group.MapGet("/resources", () => List([.. resources()])).Of(ResourceType.ResourceList, "$filter is not looked at");
        group.MapNotImplemented(ResourceType.ResourceGroups, """
            PUT
            DELETE
            POST /exportTemplate
            """);
    }

    private async Task<IResult> PatchGroupAsync(HttpRequest request)
    {
        var context = request.HttpContext;
        if (ArmEtag.Refusal(request, Group()) is { } refusal)
        {
            return refusal;
        }

        var body = await ArmBody.ReadAsync(request);
        if (body is null || ArmBody.Others(body, "tags") is not null || !tags.TryReplace(names.Group, body["tags"]))
        {
            return ArmError.BadRequest("Of a resource group the tags can be changed here, which are an object of strings.");
        }

        return ArmEtag.Ok(context, Group());
    }

    private IResult FindProvider(string provider) =>
        Namespaces.FirstOrDefault(name => name.Equals(provider, StringComparison.OrdinalIgnoreCase)) is { } found
            ? ArmJson.Ok(Provider(found))
            : ArmError.NotImplemented(
                $"The control plane emulated here has nothing of {provider}. docs/control-plane.md lists what it has.");

    private object Group() => new
    {
        id = names.Group,
        name = options.ResourceGroup,
        type = ResourceType.ResourceGroups.Name,
        location = options.Location,
        tags = tags.Of(names.Group),
        properties = new { provisioningState = "Succeeded" },
    };

    private object Subscription() => new
    {
        id = $"/subscriptions/{options.Subscription}",
        authorizationSource = "RoleBased",
        subscriptionId = options.Subscription,
        tenantId = EmulatedAzure.Tenant,
        displayName = "Steadfast local",
        state = "Enabled",
        subscriptionPolicies = new { locationPlacementId = "Public_2014-09-01", quotaId = "PayAsYouGo_2014-09-01", spendingLimit = "Off" },
    };

    private static object Tenant() => new
    {
        id = $"/tenants/{EmulatedAzure.Tenant}",
        tenantId = EmulatedAzure.Tenant,
        displayName = "Steadfast local",
        tenantCategory = "Home",
    };

    private object Location() => new
    {
        id = $"/subscriptions/{options.Subscription}/locations/{options.Location}",
        name = options.Location,
        displayName = options.Location,
        regionalDisplayName = options.Location,
    };

    private object Provider(string name) => new
    {
        id = $"/subscriptions/{options.Subscription}/providers/{name}",
        @namespace = name,
        registrationState = "Registered",
        registrationPolicy = "RegistrationRequired",
        resourceTypes = Array.Empty<object>(),
    };

    private static IResult List(params object[] value) => ArmJson.Ok(new { value });
}

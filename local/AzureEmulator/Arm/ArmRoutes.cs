using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The path of a resource, level by level; each level answers 404 in its own words for a name that does not exist.</summary>
internal static class ArmRoutes
{
    /// <summary>The path with one slash at its begin.</summary>
    public static PathString WithoutDoubleSlash(PathString path) =>
        path.Value is { } text && text.StartsWith("//", StringComparison.Ordinal) ? new($"/{text.TrimStart('/')}") : path;

    public static RouteGroupBuilder MapSubscription(this IEndpointRouteBuilder routes, string name) =>
        routes.MapGroup("/subscriptions/{subscription}").Expect("subscription", name, ArmError.SubscriptionNotFound);

    public static RouteGroupBuilder MapResourceGroup(this IEndpointRouteBuilder subscription, string name) =>
        subscription.MapGroup("/resourceGroups/{resourceGroup}").Expect("resourceGroup", name, ArmError.ResourceGroupNotFound);

    public static RouteGroupBuilder MapResource(this IEndpointRouteBuilder group, ResourceType type, string name) =>
        group.MapGroup($"/providers/{type.Name}/{{resource}}").Of(type)
            .Expect("resource", name, asked => ArmError.ResourceNotFound($"{type.Name}/{asked}"));

    private static RouteGroupBuilder Expect(this RouteGroupBuilder level, string parameter, string name, Func<string, IResult> otherwise) =>
        level.AddEndpointFilter(async (call, next) =>
        {
            var asked = call.HttpContext.GetRouteValue(parameter)?.ToString() ?? "";
            if (asked.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return await next(call);
            }

            return HttpMethods.IsPut(call.HttpContext.Request.Method)
                ? ArmError.NotImplemented($"No other {parameter} than '{name}' can be made here.")
                : otherwise(asked);
        });
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Extent to which an operation of ARM is emulated.</summary>
internal enum Support
{
    /// <summary>It does what Azure does, within the limits that its note names.</summary>
    Supported,

    /// <summary>It is accepted and remembered, but nothing acts on it.</summary>
    Ignored,

    /// <summary>It is answered 501.</summary>
    NotImplemented,
}

/// <summary>Description of a route: of which type it is, and how far it is emulated. The innermost one of a route counts.</summary>
/// <param name="Type">Gives the api-versions.</param>
/// <param name="Support">How far it is emulated.</param>
/// <param name="Note">What a caller has to know about it, for the table in docs/control-plane.md; empty for nothing.</param>
internal sealed record ArmOperation(ResourceType Type, Support Support = Support.Supported, string Note = "");

/// <summary>The operation that the route of a request is.</summary>
internal static class ArmOperations
{
    public static TBuilder Of<TBuilder>(this TBuilder routes, ResourceType type, string note = "")
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new ArmOperation(type, Support.Supported, note));

    public static TBuilder Ignored<TBuilder>(this TBuilder routes, ResourceType type, string note)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new ArmOperation(type, Support.Ignored, note));

    /// <summary>Maps operations that Azure has and this control plane has not: 501, with a sentence.</summary>
    public static void MapNotImplemented(this IEndpointRouteBuilder routes, ResourceType type, string operations)
    {
        foreach (var line in operations.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (method, path) = line.Split(' ') is [var first, var second] ? (first, second) : (line, "");
            routes.MapMethods(
                path, [method], (HttpContext context) => ArmError.NotImplemented(context.Request.Method, Name(context) ?? path))
                .WithMetadata(new ArmOperation(type, Support.NotImplemented));
        }
    }

    public static ArmOperation? Operation(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ArmOperation>();

    /// <summary>Method and pattern of the operation, as in the table; null when the request is none.</summary>
    public static string? OperationName(this HttpContext context) =>
        context.Operation() is not null && Name(context) is { } path ? $"{context.Request.Method} {path}" : null;

    private static string? Name(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
}

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>An operation of the control plane, as the table in docs/control-plane.md lists it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Pattern of the path.</param>
/// <param name="Operation">What is said of it.</param>
internal sealed record CoveredOperation(string Method, string Path, ArmOperation Operation)
{
    /// <summary>As <see cref="RequestEntry.Operation"/> has it.</summary>
    public string Name => $"{Method} {Path}";
}

/// <summary>List of the operations, read from the routes themselves.</summary>
internal static class Coverage
{
    /// <summary>All operations, in the order of their types, paths and methods.</summary>
    public static IReadOnlyList<CoveredOperation> Of(WebApplication app) =>
    [
        .. Routes(app)
            .SelectMany(
                route =>
                    (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (Route: route, Method: method)))
            .Where(one => one.Route.Metadata.GetMetadata<ArmOperation>() is not null)
            .Select(
                one =>
                    new CoveredOperation(one.Method, one.Route.RoutePattern.RawText ?? "", one.Route.Metadata.GetMetadata<ArmOperation>()!))
            .OrderBy(one => Order(one.Operation.Type)).ThenBy(one => one.Path, StringComparer.OrdinalIgnoreCase)
                .ThenBy(one => one.Method, StringComparer.Ordinal),
    ];

    /// <summary>Routes of which nothing is said although they are neither open nor the emulator's own.</summary>
    public static IReadOnlyList<string> Unnamed(WebApplication app) =>
    [
        .. Routes(app)
            .Where(route => route.Metadata.GetMetadata<ArmOperation>() is null && route.Metadata.GetMetadata<OpenEndpoint>() is null
            && route.Metadata.GetMetadata<OwnEndpoint>() is null).Select(route => route.RoutePattern.RawText ?? ""),
    ];

    /// <summary>The table: one section for each type.</summary>
    public static string Markdown(IReadOnlyList<CoveredOperation> operations)
    {
        StringBuilder text = new();
        foreach (var type in operations.GroupBy(one => one.Operation.Type))
        {
            text.Append("### ").Append(type.Key.Name).Append("\n\napi-versions: ").Append(string.Join(", ", type.Key.Versions))
                .Append("\n\n| operation | | |\n|---|---|---|\n");
            foreach (var one in type)
            {
                text.Append("| ").Append(one.Method).Append(" `").Append(Short(one.Path)).Append("` | ").Append(Word(one.Operation.Support))
                    .Append(" | ").Append(one.Operation.Note).Append(one.Operation.Note.Length > 0 ? " |\n" : "|\n");
            }

            text.Append('\n');
        }

        return text.ToString().Trim();
    }

    private static IEnumerable<RouteEndpoint> Routes(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static int Order(ResourceType type) => ResourceType.All.ToList().IndexOf(type);

    private static string Short(string path) => path.TrimEnd('/')
        .Replace("/subscriptions/{subscription}/resourceGroups/{resourceGroup}", "{group}", StringComparison.Ordinal)
        .Replace("/subscriptions/{subscription}", "{subscription}", StringComparison.Ordinal);

    private static string Word(Support support) => support switch
    {
        Support.Supported => "supported",
        Support.Ignored => "accepted and ignored",
        _ => "501",
    };
}

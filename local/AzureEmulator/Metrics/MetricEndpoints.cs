using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Metrics over REST, below the resource they belong to.</summary>
internal sealed class MetricEndpoints(EmulatorOptions options, MetricStore store)
{
    public void Map(IEndpointRouteBuilder resource, string resourceId, string metricNamespace, IReadOnlyList<MetricDefinition> definitions)
    {
        resource.MapGet("/providers/Microsoft.Insights/metricDefinitions", () => ArmJson.Ok(new
        {
            value = definitions.Select(one => MetricJson.Definition(one, resourceId, metricNamespace)),
        })).Of(ResourceType.Metrics, "metricnamespace is not looked at");
        resource.MapGet("/providers/Microsoft.Insights/metricNamespaces", () => ArmJson.Ok(new
        {
            value = new[]
            {
                new
                {
                    id = $"{resourceId}/providers/Microsoft.Insights/metricNamespaces/{metricNamespace}",
                    name = metricNamespace,
                    type = ResourceType.MetricNamespaces.Name,
                    properties = new { metricNamespaceName = metricNamespace },
                },
            },
        })).Of(ResourceType.MetricNamespaces);
        resource.MapGet("/providers/Microsoft.Insights/metrics", (HttpRequest request) =>
        {
            var (query, wrong) = MetricQuery.Parse(
                name => request.Query[name].ToString(), metricNamespace, definitions, options.Clock.GetUtcNow(), options.Pace.MetricGrain);
            return query is null
                ? ArmError.BadRequest(wrong ?? "")
                : ArmJson.Ok(MetricJson.Of(query, store, resourceId, metricNamespace, options.Location));
        }).Of(ResourceType.Metrics, "orderby and rollupby are not looked at");
    }
}

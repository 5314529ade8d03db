using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Steadfast.Local.Runtime;

/// <summary>
/// The HTTP API of Durable Functions under <c>/runtime/webhooks/durabletask</c>, with its field names and status codes. Opened by the
/// master key.
/// </summary>
internal sealed class ManagementEndpoints(DurableRuntime runtime, AccessKeys keys)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(ManagementUrls.Root);
        group.AddEndpointFilter(
            async (call, next) =>
                keys.Allows(call.HttpContext.Request, AuthorizationLevel.Admin) ? await next(call) : Results.StatusCode(401));
        new InstanceEndpoints(runtime).Map(group);
        new InstanceListEndpoints(runtime).Map(group);
        new EntityEndpoints(runtime).Map(group);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The two ways to follow an operation: the status document (Azure-AsyncOperation) and the result (Location).</summary>
/// <param name="result">The resource that an operation has changed, for its result; null for an operation that has none.</param>
internal sealed class OperationEndpoints(
    EmulatorOptions options, ResourceNames names, OperationStore operations, Func<Operation, object?> result)
{
    public void Map(IEndpointRouteBuilder subscription) =>
        subscription.MapGet("/providers/Microsoft.Compute/locations/{location}/operations/{id}", Get)
            .Of(ResourceType.ComputeOperations, "with monitor=true the result, otherwise the status");

    /// <summary>202 for an operation that was started, 409 for one that was refused.</summary>
    public IResult Answer(HttpContext context, ActionStart start, string target) => start switch
    {
        { Operation: { } operation } => Accepted(context, operation),
        { Refusal: { } refusal } => ArmError.Of(StatusCodes.Status409Conflict, "OperationNotAllowed", refusal),
        _ => ArmError.Conflict(target, start.Conflict ?? ""),
    };

    /// <summary>Adds the headers that a caller follows to an answer.</summary>
    public void Point(HttpContext context, string id)
    {
        var path = names.Operation(id);
        OperationLinks.Add(context, path, $"{path}?monitor=true", options.Pace.RetryAfter);
    }

    private IResult Accepted(HttpContext context, Operation operation)
    {
        Point(context, operation.Id);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private IResult Get(HttpContext context, string location, string id)
    {
        if (!location.Equals(options.Location, StringComparison.OrdinalIgnoreCase) || operations.Find(id) is not { } operation)
        {
            return ArmError.ResourceNotFound(context.Request.Path);
        }

        return context.Request.Query["monitor"] == "true" ? Result(context, operation) : Status(context, operation);
    }

    private IResult Status(HttpContext context, Operation operation)
    {
        if (operation.EndTime is null)
        {
            context.Response.Headers.RetryAfter = ArmGate.Seconds(options.Pace.RetryAfter);
        }

        return ArmJson.Ok(OperationJson.Of(operation));
    }

    private IResult Result(HttpContext context, Operation operation) => operation switch
    {
        { EndTime: null } => Accepted(context, operation),
        { Error: { } error } => ArmError.Of(StatusCodes.Status409Conflict, error.Code, error.Message),
        _ => result(operation) is { } resource ? ArmJson.Ok(resource) : Results.Ok(),
    };
}

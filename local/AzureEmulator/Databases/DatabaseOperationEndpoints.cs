using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// The two ways to follow an operation on the database: the status document (Azure-AsyncOperation) and the result (Location).
/// </summary>
internal sealed class DatabaseOperationEndpoints(EmulatorOptions options, ResourceNames names, OperationStore operations)
{
    public void Map(IEndpointRouteBuilder subscription)
    {
        var location = subscription.MapGroup("/providers/Microsoft.DBforMySQL/locations/{location}").Of(ResourceType.MysqlOperations);
        location.MapGet("/azureAsyncOperation/{id}", (HttpContext context, string location, string id) =>
            With(context, location, id, operation => Document(context, operation, names.DatabaseOperation(id))));
        location.MapGet("/operationResults/{id}", (HttpContext context, string location, string id) =>
            With(context, location, id, operation => operation.EndTime is null
                ? Accepted(context, operation)
                : Document(context, operation, names.DatabaseOperationResult(id))));
    }

    /// <summary>202 for an operation that was started, 409 for one that was refused.</summary>
    public IResult Answer(HttpContext context, DatabaseStart start) => start switch
    {
        { Operation: { } operation } => Accepted(context, operation),
        { Refusal: { } refusal } => ArmError.Of(StatusCodes.Status409Conflict, refusal.Code, refusal.Message),
        _ => throw new InvalidOperationException("An action is either started or refused."),
    };

    private IResult With(HttpContext context, string location, string id, Func<Operation, IResult> answer) =>
        location.Equals(options.Location, StringComparison.OrdinalIgnoreCase) && operations.Find(id) is { } operation
            ? answer(operation)
            : ArmError.ResourceNotFound(context.Request.Path);

    private IResult Accepted(HttpContext context, Operation operation)
    {
        OperationLinks.Add(
            context, names.DatabaseOperation(operation.Id), names.DatabaseOperationResult(operation.Id), options.Pace.RetryAfter);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    // Also the result is this document, and a failed operation is a 200 that says Failed.
    private IResult Document(HttpContext context, Operation operation, string id)
    {
        if (operation.EndTime is null)
        {
            context.Response.Headers.RetryAfter = ArmGate.Seconds(options.Pace.RetryAfter);
        }

        return ArmJson.Ok(OperationJson.Of(operation, id));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The schemas of the server over REST, which Azure calls databases. They are really made and dropped.</summary>
internal sealed class SchemaEndpoints(
    ResourceNames names, IDatabaseServers servers, DatabaseActions actions, DatabaseOperationEndpoints operations)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("/databases", ListAsync);
        resource.MapGet("/databases/{name}", FindAsync);
        resource.MapPut("/databases/{name}", CreateAsync);
        resource.MapDelete("/databases/{name}", (HttpContext context, string name) => DatabaseSchema.IsName(name)
            ? operations.Answer(context, actions.Change(OperationKind.DatabaseSchema, ct => servers.DropSchemaAsync(name, ct)))
            : WrongName());
    }

    private async Task<IResult> ListAsync(CancellationToken ct) =>
        ArmJson.Ok(new { value = (await servers.SchemasAsync(ct)).Select(one => DatabaseJson.Of(one, names)) });

    private async Task<IResult> FindAsync(string name, CancellationToken ct) =>
        (await servers.SchemasAsync(ct)).FirstOrDefault(one => one.Name == name) is { } schema
            ? ArmJson.Ok(DatabaseJson.Of(schema, names))
            : ArmError.ResourceNotFound($"{names.Database}/databases/{name}");

    private async Task<IResult> CreateAsync(HttpRequest request, string name)
    {
        var properties = (await ArmBody.ReadAsync(request))?["properties"];
        if (!DatabaseSchema.IsName(name))
        {
            return WrongName();
        }

        if (!ArmBody.TryValue<string>(properties, "charset", out var charset) || !ArmBody.TryValue<string>(properties, "collation", out var collation)
            || !DatabaseSchema.IsWord(charset ?? "utf8mb4") || (collation is { Length: > 0 } && !DatabaseSchema.IsWord(collation)))
        {
            return ArmError.BadRequest("properties.charset and properties.collation are words such as utf8mb4 and utf8mb4_general_ci.");
        }

        DatabaseSchema schema = new(name, charset ?? "utf8mb4", collation ?? "");
        return operations.Answer(
            request.HttpContext, actions.Change(OperationKind.DatabaseSchema, ct => servers.CreateSchemaAsync(schema, ct)));
    }

    private static IResult WrongName() => ArmError.BadRequest("The name of a database is 1 to 64 letters, digits, '-' or '_'.");
}

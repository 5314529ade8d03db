using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

internal static class ArmJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // ARM leaves a property out rather than sending null.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The body as an object that can be added to.</summary>
    public static JsonObject Node(object body) => JsonSerializer.SerializeToNode(body, Options)?.AsObject() ?? [];

    public static IResult Ok(object body) => Results.Json(body, Options);

    public static IResult Status(int status, object body) => Results.Json(body, Options, statusCode: status);
}

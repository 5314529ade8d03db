using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.Runtime;

/// <summary>The body of a request as JSON.</summary>
internal static class JsonBody
{
    /// <summary>The body, null for an empty one; not ok when it is no JSON.</summary>
    public static async Task<(bool Ok, JsonNode? Body)> ReadAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        try
        {
            string text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            return (true, text.Length == 0 ? null : JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return (false, null);
        }
        catch (IOException bare) when (bare is not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The size of a chunk is beyond all numbers.
            return (false, null);
        }
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Resources with an entity tag, and the conditions with which callers write only what they have read.</summary>
internal static class ArmEtag
{
    /// <summary>200 with the resource, its tag in the header and, where the contract has it, in the body.</summary>
    public static IResult Ok(HttpContext context, object resource, bool inBody = false)
    {
        var body = ArmJson.Node(resource);
        var tag = Of(body);
        context.Response.Headers.ETag = tag;
        if (inBody)
        {
            body["etag"] = tag;
        }

        return ArmJson.Ok(body);
    }

    /// <summary>A resource with its tag in its body, as an element of a list or of another resource.</summary>
    public static JsonObject WithTag(object resource)
    {
        var body = ArmJson.Node(resource);
        body["etag"] = Of(body);
        return body;
    }

    /// <summary>
    /// 412 when If-Match or If-None-Match is not met by the resource as it is now; null when they are, or when there is neither.
    /// </summary>
    public static IResult? Refusal(HttpRequest request, object resource)
    {
        var tag = Of(ArmJson.Node(resource));
        var must = request.Headers.IfMatch;
        var mustNot = request.Headers.IfNoneMatch;
        var met = (must.Count == 0 || Names(must.ToString(), tag)) && (mustNot.Count == 0 || !Names(mustNot.ToString(), tag));
        return met ? null : ArmError.Of(
            412, "PreconditionFailed", $"The condition of If-Match or If-None-Match is not met: the resource's ETag is {tag} now.");
    }

    private static bool Names(string header, string tag) =>
        header.Split(',', StringSplitOptions.TrimEntries).Any(one => one == "*" || one == tag || one == $"W/{tag}");

    private static string Of(JsonObject body) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body)).AsSpan(0, 12))}\"";
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Steadfast.Functions.Http;

/// <summary>Makes answers that nobody keeps, and that are not sent again to a caller that has them (<c>If-None-Match</c>).</summary>
internal static class Answers
{
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>Answers 200 with the value as JSON, 304 when the caller has it already, 403 when another site's page asks.</summary>
    public static IActionResult Json<T>(HttpRequest request, T value) =>
        Data(request, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web), JsonType);

    /// <summary>Answers the same for data that is not JSON.</summary>
    /// <param name="contentType">Its media type.</param>
    public static IActionResult Data(HttpRequest request, byte[] body, string contentType)
    {
        if (OtherSites.Refusal(request) is { } refusal)
        {
            return refusal;
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return Tagged(body, contentType);
    }

    /// <summary>Answers with the body and its tag; 304 when the caller has it already.</summary>
    /// <param name="contentType">Its media type.</param>
    public static FileContentResult Tagged(byte[] body, string contentType) =>
        new(body, contentType)
        {
            EntityTag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\""),
        };
}

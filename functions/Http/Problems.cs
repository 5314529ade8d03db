using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Steadfast.Functions.Http;

/// <summary>Errors as problem details (RFC 9457). The detail names the fix and never repeats what the caller sent.</summary>
internal static class Problems
{
    public static IActionResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "The request cannot be understood", detail);

    public static IActionResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static IActionResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Not possible as things stand", detail);

    /// <summary>A conflict with an open incident, which the answer names.</summary>
    public static IActionResult Conflict(string detail, string? incidentId, string statusUrl) =>
        Of(StatusCodes.Status409Conflict, "Not possible as things stand", detail, new Dictionary<string, object?> { ["incidentId"] = incidentId, ["statusUrl"] = statusUrl });

    public static IActionResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", detail);

    public static IActionResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "Not available now", detail);

    private static ObjectResult Of(int status, string title, string detail, Dictionary<string, object?>? more = null) =>
        new(new ProblemDetails { Status = status, Title = title, Detail = detail, Extensions = more ?? [] }) { StatusCode = status, ContentTypes = { "application/problem+json" } };
}

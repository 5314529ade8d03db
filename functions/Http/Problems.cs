using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Steadfast.Functions.Http;

/// <summary>Answers with errors as problem details (RFC 9457). The detail names the fix and never repeats what the caller sent.</summary>
internal static class Problems
{
    public static IActionResult BadRequest(string detail) =>
        Of(StatusCodes.Status400BadRequest, "The request cannot be understood", detail);

    public static IActionResult NotSignedIn(string detail) => Of(StatusCodes.Status401Unauthorized, "Nobody is signed in", detail);

    public static IActionResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, "Not from there", detail);

    public static IActionResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static IActionResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Not possible as things stand", detail);

    /// <summary>Reports a conflict with an open incident, which the answer names.</summary>
    public static IActionResult Conflict(string detail, string? incidentId, string statusUrl) =>
        Of(
            StatusCodes.Status409Conflict, "Not possible as things stand", detail,
            new Dictionary<string, object?> { ["incidentId"] = incidentId, ["statusUrl"] = statusUrl });

    public static IActionResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", detail);

    /// <summary>Refuses for now; the answer says after how many seconds it is worth asking again.</summary>
    public static IActionResult Unavailable(string detail, int retryAfterSeconds) =>
        new NotYet(
            new() { Status = StatusCodes.Status503ServiceUnavailable, Title = "Not available now", Detail = detail }, retryAfterSeconds);

    private static ObjectResult Of(int status, string title, string detail, Dictionary<string, object?>? more = null) =>
        new(new ProblemDetails { Status = status, Title = title, Detail = detail, Extensions = more ?? [] })
        {
            StatusCode = status,
            ContentTypes = { "application/problem+json" },
        };

    private sealed class NotYet : ObjectResult
    {
        private readonly int _retryAfterSeconds;

        public NotYet(ProblemDetails problem, int retryAfterSeconds)
            : base(problem)
        {
            _retryAfterSeconds = retryAfterSeconds;
            StatusCode = problem.Status;
            ContentTypes.Add("application/problem+json");
        }

        public override void OnFormatting(ActionContext context)
        {
            base.OnFormatting(context);
            context.HttpContext.Response.Headers.RetryAfter = _retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }
    }
}

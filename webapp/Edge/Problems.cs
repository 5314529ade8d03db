using Microsoft.AspNetCore.Http.HttpResults;

namespace Steadfast.WebApp.Edge;

/// <summary>Errors as problem details (RFC 9457). The detail names the fix; nothing tells about the inside.</summary>
internal static class Problems
{
    public static ProblemHttpResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "The request cannot be understood", detail);

    /// <summary>A problem; <paramref name="code"/> is for programs to act on.</summary>
    public static ProblemHttpResult Of(int status, string title, string? detail = null, string? code = null) => TypedResults.Problem(
        detail, statusCode: status, title: title, type: "about:blank",
        extensions: code is null ? null : [new KeyValuePair<string, object?>("code", code)]);
}

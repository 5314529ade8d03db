using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Steadfast.Functions.Http;

/// <summary>
/// Refuses requests that a page of another site lets a browser send. Programs send no such header, and no page can set it.
/// </summary>
internal static class OtherSites
{
    private const string Header = "Sec-Fetch-Site";

    /// <summary>The answer to give instead; null when nothing is wrong.</summary>
    public static IActionResult? Refusal(HttpRequest request) => request.Headers[Header].ToString() is "cross-site" or "same-site"
        ? Problems.Forbidden("A page of another site sent this. Use the console of this app, or a program.")
        : null;
}

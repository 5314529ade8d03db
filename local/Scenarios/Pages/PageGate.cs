using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Lets in whoever has a key of the Function App, and no page of another site.</summary>
/// <param name="keys">The keys.</param>
internal sealed class PageGate(params string[] keys)
{
    // The same as the console's: nothing from elsewhere, nothing written into the page, no frame around it, no form that the browser would send by itself.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Why a request is not let in; null when it is.</summary>
    public (int Status, string Detail)? Refusal(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            return (StatusCodes.Status403Forbidden, "A page of another site sent this. Use the page of this twin, or a program.");
        }

        byte[] given = Hash(request.Headers["x-functions-key"].ToString());
        // Hashes have the same length, so neither content nor length of a key shows in the time this takes.
        return keys.Count(key => CryptographicOperations.FixedTimeEquals(given, Hash(key))) > 0
            ? null
            : (StatusCodes.Status401Unauthorized, "The key is wrong or missing. ./steadfast prints it.");
    }

    /// <summary>Sets the headers of a file of the page.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Http;

/// <summary>Reads what a person orders, with the name of the person as its field <c>by</c>.</summary>
public sealed class OperatorRequest(IOptionsMonitor<OperatorOptions> options)
{
    // App Service authentication sets both from the token, and takes away those that a caller sends. An application has no name, but an ID.
    private static readonly string[] NameHeaders = ["X-MS-CLIENT-PRINCIPAL-NAME", "X-MS-CLIENT-PRINCIPAL-ID"];
    private const int MaxName = 80;

    /// <summary>Reads the body of a request.</summary>
    /// <returns>The body, or the answer to give instead.</returns>
    internal async Task<(T? Value, IActionResult? Refusal)> ReadAsync<T>(HttpRequest request, CancellationToken cancellation)
        where T : class, new()
    {
        if (options.CurrentValue.SignIn == OperatorSignIn.Key)
        {
            return await StrictBody.ReadAsync<T>(request, cancellation);
        }

        string? name = NameHeaders.Select(header => request.Headers[header].ToString()).FirstOrDefault(value => value.Length > 0);
        if (name is null)
        {
            return (null, Problems.NotSignedIn(
                "Sign in with Entra ID: the name of whoever orders something is taken from the token (app setting Operators__SignIn)."));
        }

        return await StrictBody.ReadAsync<T>(request, cancellation, name[..Math.Min(name.Length, MaxName)]);
    }
}

/// <summary>
/// Refuses requests that a page of another site lets a browser send. Programs send no such header, and no page can set it.
/// </summary>
internal static class OtherSites
{
    private const string Header = "Sec-Fetch-Site";

    /// <summary>Returns the answer to give instead; null when nothing is wrong.</summary>
    public static IActionResult? Refusal(HttpRequest request)
    {
        if (request.Headers[Header].ToString() is not ("cross-site" or "same-site"))
        {
            return null;
        }

        return Problems.Forbidden("A page of another site sent this. Use the console of this app, or a program.");
    }
}

/// <summary>Tells how the people who give orders are identified. App settings <c>Operators__*</c>.</summary>
public sealed record OperatorOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Operators";

    /// <summary>
    /// Gets the way in which people sign in. Key (default): whoever has the key says in <c>by</c> who he is. Entra: the Function App is
    /// behind sign-in with Entra ID (App Service authentication), and the name is that of the token. Set Entra only when that is so:
    /// without it, anybody with the key could send the header.
    /// </summary>
    public OperatorSignIn SignIn { get; init; } = OperatorSignIn.Key;
}

/// <summary>Names the ways in which people sign in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperatorSignIn>))]
public enum OperatorSignIn
{
    /// <summary>With a key alone; the name is a claim.</summary>
    Key,

    /// <summary>With Entra ID, in front of the Function App.</summary>
    Entra,
}

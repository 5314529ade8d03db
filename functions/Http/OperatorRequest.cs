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

        return NameHeaders.Select(header => request.Headers[header].ToString()).FirstOrDefault(value => value.Length > 0) is { } name
            ? await StrictBody.ReadAsync<T>(request, cancellation, name[..Math.Min(name.Length, MaxName)])
            : (null, Problems.NotSignedIn("Sign in with Entra ID: the name of whoever orders something is taken from the token (app "
                + "setting Operators__SignIn)."));
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Steadfast.Local.Runtime;

/// <summary>Checks the key of a request: header <c>x-functions-key</c> or query <c>code</c>.</summary>
internal sealed class AccessKeys(string functionKey, string? masterKey)
{
    public bool Allows(HttpRequest request, AuthorizationLevel level) => level switch
    {
        AuthorizationLevel.Anonymous => true,
        AuthorizationLevel.Function => Matches(request, functionKey) | Matches(request, masterKey),
        _ => Matches(request, masterKey),
    };

    private static bool Matches(HttpRequest request, string? key)
    {
        string? given = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"];

        // Hashes have the same length, so neither content nor length of the key shows in the time this takes.
        return !string.IsNullOrEmpty(key) && CryptographicOperations.FixedTimeEquals(Hash(given ?? ""), Hash(key));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

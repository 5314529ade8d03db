using System.Text;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Lists in pages: {"value":[…],"nextLink":"…"}. The link carries the last key, so an item that goes away between pages skips nobody.
/// </summary>
internal static class ArmPage
{
    private const string Token = "$skiptoken";

    public static IResult Of<T>(HttpRequest request, IReadOnlyList<T> items, Func<T, string> key, int size, Func<T, object> json)
    {
        var token = request.Query[Token].ToString();
        if (!TryDecode(token, out var last))
        {
            return ArmError.InvalidParameter(Token, token);
        }

        var rest = last is null ? items : [.. items.Where(item => InOrder(last, key(item)))];
        var page = rest.Take(size).ToList();
        var nextLink = rest.Count > size ? Link(request, key(page[^1])) : null;
        return ArmJson.Ok(new { value = page.Select(json), nextLink });
    }

    /// <summary>Keys are instance ids: numbers, ordered as numbers.</summary>
    public static int Compare(string left, string right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    private static bool InOrder(string earlier, string later) => Compare(earlier, later) < 0;

    private static string Link(HttpRequest request, string last)
    {
        var query = request.Query.Where(pair => pair.Key != Token)
            .Append(new(Token, Convert.ToBase64String(Encoding.UTF8.GetBytes(last))));
        var joined = string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}"));
        return ArmLinks.Of(request, $"{request.Path.ToUriComponent()}?{joined}");
    }

    private static bool TryDecode(string token, out string? last)
    {
        last = null;
        if (token.Length == 0)
        {
            return true;
        }

        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length))
        {
            return false;
        }

        last = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }
}

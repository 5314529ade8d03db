using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Functions.Http;

/// <summary>Part of a list that is asked for: <c>?top=50&amp;before=ID</c>.</summary>
/// <param name="Top">How many at most.</param>
/// <param name="Before">Those after this one in the list, which is older or as old; null: from the newest on.</param>
internal sealed record ListQuery(int Top, string? Before)
{
    /// <summary>The most that one answer holds, and what it holds when nothing is said.</summary>
    public const int MaxItems = 100;

    /// <summary>Says what is wrong with a query that cannot be read.</summary>
    public const string Problem = "top must be a whole number from 1 to 100, and before the id of an entry.";

    private const int LongestId = 200;

    /// <summary>Reads it; null when it cannot be.</summary>
    public static ListQuery? Read(HttpRequest request)
    {
        string top = request.Query["top"].ToString();
        string? before = request.Query["before"].ToString() is { Length: > 0 } id ? id : null;
        int most = MaxItems;
        bool isRead = top.Length == 0
            || (int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= MaxItems);
        return isRead && (before?.Length ?? 0) <= LongestId ? new(most, before) : null;
    }

    /// <summary>Says in the header <c>Link</c> where the next part is; null: there is none.</summary>
    /// <param name="next">The last entry of this part.</param>
    public void Tell(HttpRequest request, string? next)
    {
        if (next is not null)
        {
            QueryString rest = QueryString.Create(request.Query.Where(part => part.Key is not ("top" or "before" or "code"))
                .Select(part => KeyValuePair.Create(part.Key, (string?)part.Value.ToString()))
                .Append(new("top", Top.ToString(CultureInfo.InvariantCulture))).Append(new("before", next)));
            request.HttpContext.Response.Headers.Link = $"<{request.Path}{rest}>; rel=\"next\"";
        }
    }
}

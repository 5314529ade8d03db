using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Functions.Http;

/// <summary>Says which part of a list is asked for: <c>?top=50&amp;before=ID</c>.</summary>
/// <param name="Top">The most entries that are wanted.</param>
/// <param name="Before">Those after this one in the list, which is older or as old; null: from the newest on.</param>
internal sealed record ListQuery(int Top, string? Before)
{
    /// <summary>Limits what one answer holds; it holds as much when nothing is said.</summary>
    public const int MaxItems = 100;

    /// <summary>Says what is wrong with a query that cannot be read.</summary>
    public const string Problem = "top must be a whole number from 1 to 100, and before the id of an entry.";

    private const int LongestId = 200;

    /// <summary>Reads the query; null when it cannot be read.</summary>
    public static ListQuery? Read(HttpRequest request)
    {
        string top = request.Query["top"].ToString();
        string before = request.Query["before"].ToString();
        int most = MaxItems;
        bool isRead = top.Length == 0
            || (int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= MaxItems);
        if (!isRead || before.Length > LongestId)
        {
            return null;
        }

        return new(most, before.Length == 0 ? null : before);
    }

    /// <summary>Says in the header <c>Link</c> where the next part is; null: there is none.</summary>
    /// <param name="next">Id of the last entry of this part.</param>
    public void Tell(HttpRequest request, string? next)
    {
        if (next is null)
        {
            return;
        }

        QueryString rest = QueryString.Create(request.Query.Where(part => part.Key is not ("top" or "before" or "code"))
            .Select(part => KeyValuePair.Create(part.Key, (string?)part.Value.ToString()))
            .Append(new("top", Top.ToString(CultureInfo.InvariantCulture)))
            .Append(new("before", next)));
        request.HttpContext.Response.Headers.Link = $"<{request.Path}{rest}>; rel=\"next\"";
    }
}

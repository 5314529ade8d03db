using System.Text;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>Pages over things that have ids. The token is the last id of the page before.</summary>
internal sealed class SortedPages<T>(Func<IEnumerable<string>> ids, Func<string, T?> load, int pageSize, string? token) : AsyncPageable<T>
    where T : class
{
#pragma warning disable CS1998 // Nothing here waits; the contract is asynchronous.
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
#pragma warning restore CS1998
    {
        string? after = Decode(continuationToken ?? token);
        string[] all = [.. ids().Where(id => after is null || string.CompareOrdinal(id, after) > 0).Order(StringComparer.Ordinal)];
        int size = Math.Max(1, pageSizeHint ?? pageSize);
        for (int first = 0; first < all.Length || first == 0; first += size)
        {
            string[] page = all[first..Math.Min(all.Length, first + size)];
            bool isLast = first + size >= all.Length;
            yield return new([.. page.Select(load).OfType<T>()], isLast ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1])));
        }
    }

    private static string? Decode(string? token)
    {
        try
        {
            return string.IsNullOrEmpty(token) ? null : Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new ArgumentException("The continuation token is not one of this client.", nameof(token));
        }
    }
}

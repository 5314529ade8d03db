using System.Text;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>Pages over things that have ids. The token is the last id of the page before.</summary>
/// <param name="ids">The ids behind one, in order; behind null all of them. No more are taken than are shown, and one.</param>
internal sealed class SortedPages<T>(
    Func<string?, IEnumerable<string>> ids, Func<string, T?> load, int pageSize, string? token) : AsyncPageable<T>
    where T : class
{
#pragma warning disable CS1998 // Nothing here waits; the contract is asynchronous.
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
#pragma warning restore CS1998
    {
        string? after = Decode(continuationToken ?? token);
        int size = Math.Max(1, pageSizeHint ?? pageSize);
        using IEnumerator<string> found = ids(after).GetEnumerator();
        bool isMore = found.MoveNext();
        do
        {
            List<string> page = [];
            for (; isMore && page.Count < size; isMore = found.MoveNext())
            {
                page.Add(found.Current);
            }

            yield return new([.. page.Select(load).OfType<T>()], isMore ? Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1])) : null);
        }
        while (isMore);
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

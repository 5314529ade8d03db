using Microsoft.DurableTask;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>Pages that are read one after the other by their continuation tokens.</summary>
internal sealed class Pages<T>(Func<string?, Task<Page<T>>> read) : AsyncPageable<T>
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        string? token = continuationToken;
        do
        {
            Page<T> page = await read(token);
            token = page.ContinuationToken;
            yield return page;
        }
        while (token is not null);
    }
}

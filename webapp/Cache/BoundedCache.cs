using Microsoft.Extensions.Caching.Distributed;
using Polly;
using Polly.Registry;

namespace Steadfast.WebApp.Cache;

/// <summary>The cache behind its bounds: one that is away, slow or full has nothing and takes nothing.</summary>
internal sealed class BoundedCache(IDistributedCache inner, ResiliencePipelineProvider<string> pipelines) : IDistributedCache
{
    private readonly ResiliencePipeline _bounds = pipelines.GetPipeline(CacheBounds.Name);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        try
        {
            return await _bounds.ExecuteAsync(async bound => await inner.GetAsync(key, bound).WaitAsync(bound), token);
        }
        catch (Exception) when (!token.IsCancellationRequested)
        {
            return null;
        }
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        TryAsync(bound => inner.SetAsync(key, value, options, bound), token);

    public Task RefreshAsync(string key, CancellationToken token = default) => TryAsync(bound => inner.RefreshAsync(key, bound), token);

    public Task RemoveAsync(string key, CancellationToken token = default) => TryAsync(bound => inner.RemoveAsync(key, bound), token);

    public byte[]? Get(string key) => throw NotHere();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw NotHere();

    public void Refresh(string key) => throw NotHere();

    public void Remove(string key) => throw NotHere();

    private async Task TryAsync(Func<CancellationToken, Task> ask, CancellationToken token)
    {
        try
        {
            await _bounds.ExecuteAsync(async bound => await ask(bound).WaitAsync(bound), token);
        }
        catch (Exception) when (!token.IsCancellationRequested)
        {
            // It is not needed.
        }
    }

    private static NotSupportedException NotHere() => new("The cache is asked asynchronously only.");
}

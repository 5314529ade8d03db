using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.Cache;

/// <summary>
/// The last answer of the database to each question, whatever was written since: what is given, marked, while the database is away. Kept here, and in the
/// cache for instances that start meanwhile.
/// </summary>
internal sealed class LastKnown(IDistributedCache cache, IOptions<CacheOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const string Prefix = "notes:last:";
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(1);
    private static readonly CachedAnswer.Serializer Serializer = new();

    private readonly MemoryCache _here = new(new MemoryCacheOptions { SizeLimit = MaxBytes });
    private readonly TimeSpan _for = options.Value.StaleFor;

    /// <summary>The last answer, from this instance; null when there is none that may be given.</summary>
    public CachedAnswer? Find(string question) =>
        _here.TryGetValue(question, out Entry? entry) && MayBeGiven(entry!.Answer) ? entry.Answer : null;

    /// <summary>The last answer, from the cache; null when there is none that may be given.</summary>
    public async Task<CachedAnswer?> FindElsewhereAsync(string question)
    {
        byte[]? kept = _for > TimeSpan.Zero ? await cache.GetAsync(Prefix + question) : null;
        return kept is { Length: >= sizeof(long) } && Serializer.Deserialize(new(kept)) is var answer && MayBeGiven(answer) ? answer : null;
    }

    /// <summary>Takes in what the database answered.</summary>
    public void Keep(string question, CachedAnswer answer)
    {
        if (_for == TimeSpan.Zero)
        {
            return;
        }

        DateTimeOffset sent = _here.TryGetValue(question, out Entry? before) ? before!.SentAt : DateTimeOffset.MinValue;
        bool isDue = answer.ReadAt - sent >= Seldom;
        _here.Set(question, new Entry(answer, isDue ? answer.ReadAt : sent), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = _for, Size = answer.Body.Length + question.Length });
        if (isDue)
        {
            // Nobody waits for it.
            _ = SendAsync(question, answer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _here.Dispose();

    private Task SendAsync(string question, CachedAnswer answer)
    {
        ArrayBufferWriter<byte> bytes = new();
        Serializer.Serialize(answer, bytes);
        return cache.SetAsync(Prefix + question, bytes.WrittenSpan.ToArray(), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = _for });
    }

    private bool MayBeGiven(CachedAnswer answer) => clock.GetUtcNow() - answer.ReadAt <= _for;

    private sealed record Entry(CachedAnswer Answer, DateTimeOffset SentAt);
}

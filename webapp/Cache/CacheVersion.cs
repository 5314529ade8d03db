using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;
using StackExchange.Redis;

namespace Steadfast.WebApp.Cache;

/// <summary>
/// The version of the notes, which is part of the key of every answer. A write takes it away; the next reader makes another, a random one that never
/// was, so what was kept before, or is kept late, is not found again. Whenever a question to the cache failed, or the connection was lost, this
/// instance takes the version away first: a write of its own may not have reached the cache, or another server may have come in its place.
/// </summary>
internal sealed class CacheVersion
{
    private const string Key = "notes:version";

    private readonly CacheConnection _connection;
    private readonly ResiliencePipeline _bounds;
    private readonly TimeSpan _freshFor;
    private int _unsettled = 1;
    private int _settled;

    public CacheVersion(CacheConnection connection, ResiliencePipelineProvider<string> pipelines, IOptions<CacheOptions> options)
    {
        _connection = connection;
        _bounds = pipelines.GetPipeline(CacheBounds.Name);
        _freshFor = options.Value.FreshFor;
        connection.Lost += Unsettle;
    }

    /// <summary>True when the version has to be taken away before it is used again.</summary>
    public bool IsUnsettled => Volatile.Read(ref _settled) != Volatile.Read(ref _unsettled);

    /// <summary>The version now; null when the cache cannot be used.</summary>
    public async ValueTask<string?> ReadAsync()
    {
        try
        {
            return await _bounds.ExecuteAsync(async token => await ReadAsync(Keys(), token));
        }
        catch (Exception)
        {
            // Whatever it is: the cache is not needed, and what is in it is in doubt.
            Unsettle();
            return null;
        }
    }

    /// <summary>Makes what was kept impossible to find. Called after every write, also one that failed, which may be stored all the same.</summary>
    public async Task InvalidateAsync()
    {
        try
        {
            await _bounds.ExecuteAsync(async token => await Keys().KeyDeleteAsync(Key).WaitAsync(token));
        }
        catch (Exception)
        {
            Unsettle();
            // To a cache that is only slow it gets before anybody's next question.
            _connection.Keys?.KeyDelete(Key, CommandFlags.FireAndForget);
        }
    }

    private IDatabase Keys() => _connection.Keys ?? throw new InvalidOperationException("The cache is not connected yet.");

    private async Task<string> ReadAsync(IDatabase keys, CancellationToken token)
    {
        int unsettled = Volatile.Read(ref _unsettled);
        if (Volatile.Read(ref _settled) != unsettled)
        {
            await keys.KeyDeleteAsync(Key).WaitAsync(token);
            Volatile.Write(ref _settled, unsettled);
        }

        if ((string?)await keys.StringGetAsync(Key).WaitAsync(token) is { } there)
        {
            return there;
        }

        string made = Guid.NewGuid().ToString("N");
        bool isMine = await keys.StringSetAsync(Key, made, _freshFor, When.NotExists).WaitAsync(token);
        return isMine ? made : (string?)await keys.StringGetAsync(Key).WaitAsync(token) ?? throw new InvalidOperationException("The version has gone again.");
    }

    private void Unsettle() => Interlocked.Increment(ref _unsettled);
}

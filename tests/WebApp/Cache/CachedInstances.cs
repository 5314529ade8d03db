using Steadfast.Local.Stack.Caches;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Cache;

/// <summary>Two instances, a real database and a real pair of Redis servers behind one name.</summary>
public abstract class CachedInstances : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected CachePair Cache { get; } = new(Loopback.Free(), Loopback.Free(), Loopback.Free(), "8mb", TimeProvider.System);

    protected HttpClient Http { get; } = new();

    private protected MariaDb Database { get; private set; } = null!;

    private protected NotesClient One { get; private set; } = null!;

    private protected NotesClient Two { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        await Cache.StartAsync(Ct);
        Database = await MariaDb.StartAsync();
        var settings = SettingsWith([]);
        One = await NotesClient.StartConnectedAsync(settings, "1");
        Two = await NotesClient.StartConnectedAsync(settings, "2");
        await One.StoreAsync("first");
        await UsedAsync(One);
        await UsedAsync(Two);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { One, Two, Database, Cache })
        {
            if (each is not null)
            {
                await each.DisposeAsync();
            }
        }
    }

    protected Dictionary<string, string?> SettingsWith(Dictionary<string, string?> more)
    {
        Dictionary<string, string?> settings = new(Database.Settings) { ["Cache__Connection"] = $"{Cache.Way.Address}" };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    protected Task UsedAsync(NotesClient client) => Eventually.TrueAsync(
        async () => (await ReadAsync(client)).IsByCache, "the cache is used");

    // A database that is late on a busy machine counts as away: then the last known notes are given, and marked.
    private protected async Task<CachedNotes> UnmarkedAsync(NotesClient client)
    {
        CachedNotes? read = null;
        await Eventually.TrueAsync(async () => (read = await ReadAsync(client)) is { Code: not 503, IsMarked: false }, "the notes are given as they are");
        Assert.Equal(200, read!.Code);
        return read;
    }

    private protected Task<CachedNotes> ReadAsync(NotesClient client) => CachedNotes.ReadAsync(Http, client, Ct);
}

using System.Net;
using System.Net.Http.Json;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Databases;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Cache;

/// <summary>Two instances with a way of their own to one cache: what one of them misses, the other one has.</summary>
[Trait("Category", "real-processes")]
public sealed class CachePartitionTests : IAsyncLifetime
{
    private readonly RedisServer _cache = new(Loopback.Free(), "8mb", TimeProvider.System);
    private readonly DatabaseEndpoint _ways = new(new Dictionary<string, IPEndPoint> { ["one"] = Loopback.Free(), ["two"] = Loopback.Free() }, TimeProvider.System);
    private readonly List<NotesClient> _instances = [];
    private readonly HttpClient _http = new();
    private MariaDb _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        await _cache.StartAsync(Ct);
        _ways.MoveTo(_cache.Address);
        _database = await MariaDb.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (IAsyncDisposable? each in (IAsyncDisposable?[])[.. _instances, _database, _ways, _cache])
        {
            await (each?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("hung")]
    [InlineData("refused")]
    public async Task What_an_instance_writes_while_the_cache_does_not_take_it_is_seen_by_the_readers_of_others_soon_after(string fault)
    {
        NotesClient one = await StartAsync("one"), two = await StartAsync("two");
        await one.StoreAsync("first");
        await KeptAsync("first", one, two);
        string version = await VersionAsync();
        await BreakAsync(fault);

        await one.StoreAsync("meanwhile");
        await MendAsync(fault);

        await ForgottenAsync(version);
        await Eventually.TrueAsync(async () => (await ReadAsync(two)).Texts == "first,meanwhile", "it is seen", seconds: 20);
    }

    [Fact]
    public async Task What_an_instance_wrote_before_it_was_killed_is_seen_when_it_is_started_again()
    {
        NotesClient one = await StartAsync("one"), two = await StartAsync("two");
        await one.StoreAsync("first");
        await KeptAsync("first", one, two);
        string version = await VersionAsync();
        _ways["one"].Cut();
        await one.StoreAsync("second");
        one.Web.Kill();
        _ways["one"].Restore();

        await StartAsync("one");

        await ForgottenAsync(version);
        await Eventually.TrueAsync(async () => (await ReadAsync(two)).Texts == "first,second", "it is seen", seconds: 20);
    }

    [Fact]
    public async Task What_is_stored_when_its_client_has_gone_already_is_seen_by_all()
    {
        NotesClient one = await StartAsync("one"), two = await StartAsync("two");
        string stored = "first", version = "";
        await one.StoreAsync(stored);

        // On a busy machine the note may be stored before anybody has read: then it is all done again.
        await Eventually.TrueAsync(
            async () =>
            {
                await KeptAsync(stored, one, two);
                version = await VersionAsync();
                // Readers are let in, writers wait.
                Task unlocked = _database.SqlAsync("LOCK TABLES steadfast.notes READ; DO SLEEP(1.5)");
                await RunsAsync("DO SLEEP%");
                string text = $"{Guid.NewGuid():N}";
                await GoAsync(one, text);
                await ForgottenAsync(version);
                // One who reads now keeps what will be out of date in a moment.
                await Eventually.TrueAsync(async () => unlocked.IsCompleted || await IsKeptAsync(stored, one, two), "it is kept again");
                version = await VersionAsync();
                bool isBefore = !unlocked.IsCompleted;
                await unlocked;
                stored = $"{stored},{text}";
                return isBefore;
            },
            "a note is stored after what was before has been read");

        await ForgottenAsync(version);
        await Eventually.TrueAsync(async () => (await ReadAsync(two)).Texts == stored, "the note is seen", seconds: 20);
    }

    [Fact]
    public async Task What_was_stored_by_a_write_that_failed_is_seen_by_all()
    {
        await using DatabaseEndpoint way = new(new Dictionary<string, IPEndPoint> { ["one"] = Loopback.Free() }, TimeProvider.System);
        way.MoveTo(new IPEndPoint(IPAddress.Parse(_database.Settings["STEADFAST_DATABASE_HOST"]!), 3306));
        NotesClient one = await StartAsync(
            "one", ("STEADFAST_DATABASE_HOST", $"{way["one"].Address.Address}"), ("STEADFAST_DATABASE_PORT", $"{way["one"].Address.Port}"));
        NotesClient two = await StartAsync("two");
        string stored = "first", text = "", version = "";
        await one.StoreAsync(stored);

        // On a busy machine the answer may get through before the way is cut: then it is all done again.
        await Eventually.TrueAsync(
            async () =>
            {
                way["one"].Restore();
                await one.BecomesAsync("ok");
                await KeptAsync(stored, one, two);
                version = await VersionAsync();
                text = $"{Guid.NewGuid():N}";
                way["one"].SlowDown(TimeSpan.FromMilliseconds(600));
                Task<Answer> add = one.AddAsync(text);
                await Eventually.TrueAsync(async () => await CountAsync(text) == "1" || add.IsCompleted, "it is stored");
                way["one"].Cut();
                stored = await CountAsync(text) == "1" ? $"{stored},{text}" : stored;
                return (await add).Status == 503 && stored.EndsWith(text, StringComparison.Ordinal);
            },
            "a write fails and is stored");

        await ForgottenAsync(version);
        await Eventually.TrueAsync(async () => (await ReadAsync(two)).Texts == stored, "the note is seen", seconds: 20);
    }

    [Fact]
    public async Task What_was_changed_past_every_instance_is_seen_when_nothing_is_fresh_any_more()
    {
        NotesClient one = await StartAsync("one", ("Cache__FreshFor", "00:00:01"));
        await one.StoreAsync("first");
        string version = "";
        await Eventually.TrueAsync(
            async () =>
            {
                await KeptAsync("first", one);
                return (version = await VersionAsync()).StartsWith("$32", StringComparison.Ordinal);
            },
            "it is kept under a version");

        await _database.SqlAsync("UPDATE steadfast.notes SET text = 'changed'");

        await ForgottenAsync(version);
        await Eventually.TrueAsync(async () => (await ReadAsync(one)).Texts == "changed", "the change is seen", seconds: 20);
    }

    [Fact]
    public async Task An_instance_that_starts_without_the_cache_uses_it_once_it_is_there()
    {
        _ways["one"].Cut();
        NotesClient one = await StartAsync("one");
        await one.StoreAsync("first");
        // On a busy machine the database may count as away too.
        await Eventually.TrueAsync(async () => await ReadAsync(one) == ("first", "Steadfast; fwd=bypass; detail=away"), "it is read past the cache");

        _ways["one"].Restore();

        await Eventually.TrueAsync(async () => await ReadAsync(one) == ("first", "Steadfast; hit"), "it is used", seconds: 20);
    }

    [Fact]
    public async Task Where_nothing_stale_may_be_given_nothing_is()
    {
        NotesClient one = await StartAsync("one", ("Cache__StaleFor", "00:00:00"), ("Cache__FreshFor", "00:00:01"));
        await one.StoreAsync("first");
        Assert.Equal("first", (await ReadAsync(one)).Texts);
        _database.Kill();

        await Eventually.TrueAsync(async () => (await one.ListAsync()).Status == 503, "nothing is given", seconds: 20);
    }

    private async Task<NotesClient> StartAsync(string way, params (string Name, string Value)[] more)
    {
        Dictionary<string, string?> settings = new(_database.Settings) { ["Cache__Connection"] = $"{_ways[way].Address}", ["Cache__FreshFor"] = "00:01:00" };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        _instances.Add(await NotesClient.StartConnectedAsync(settings, way));
        return _instances[^1];
    }

    private async Task BreakAsync(string fault)
    {
        switch (fault)
        {
            case "cut":
                _ways["one"].Cut();
                break;
            case "hung":
                _ways["one"].Hang();
                break;
            default:
                // It answers everything else.
                Assert.StartsWith("+OK", await _cache.AskAsync(["ACL", "SETUSER", "default", "-del", "-unlink"], Ct));
                break;
        }
    }

    private async Task MendAsync(string fault)
    {
        _ways["one"].Restore();
        if (fault == "refused")
        {
            Assert.StartsWith("+OK", await _cache.AskAsync(["ACL", "SETUSER", "default", "+del", "+unlink"], Ct));
        }
    }

    private Task<string> CountAsync(string text) => _database.SqlAsync($"SELECT COUNT(*) FROM steadfast.notes WHERE text = '{text}'");

    private Task<string> VersionAsync() => _cache.AskAsync(["GET", "notes:version"], Ct);

    // A hit of each: none of them is about to take the version away because an earlier question was late.
    private Task KeptAsync(string texts, params NotesClient[] clients) => Eventually.TrueAsync(() => IsKeptAsync(texts, clients), "it is kept");

    private async Task<bool> IsKeptAsync(string texts, params NotesClient[] clients) =>
        (await Task.WhenAll(clients.Select(ReadAsync))).All(read => read == (texts, "Steadfast; hit"));

    // Nobody reads meanwhile: a reader whose question is late on a busy machine would take the version away too. What is kept would be fresh for a minute.
    private Task ForgottenAsync(string version) => Eventually.TrueAsync(async () => await VersionAsync() != version, "what was kept is out of date", seconds: 4);

    private Task RunsAsync(string statement) => Eventually.TrueAsync(
        async () => await _database.SqlAsync($"SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '{statement}'") != "0", $"{statement} runs");

    // Sends a note and goes away while the database has it.
    private async Task GoAsync(NotesClient client, string text)
    {
        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(client.Web.Options.Address, "/api/notes")) { Content = JsonContent.Create(new { text }) };
        request.Headers.Add("Idempotency-Key", text);
        Task sent = _http.SendAsync(request, gone.Token);
        await RunsAsync("INSERT INTO notes %");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }

    private async Task<(string Texts, string Status)> ReadAsync(NotesClient client)
    {
        CachedNotes read = await CachedNotes.ReadAsync(_http, client, Ct);
        return (read.Texts, read.Status);
    }
}

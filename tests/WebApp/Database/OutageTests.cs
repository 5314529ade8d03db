using System.Net;
using Steadfast.Local.Stack.Databases;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>Real faults of a real server. Each test has a server of its own.</summary>
[Trait("Category", "real-processes")]
public sealed class OutageTests : IAsyncLifetime
{
    // The promise is 2 s; a machine that runs other tests may be late by some.
    private const double Promptly = 4;

    private MariaDb _database = null!;
    private NotesClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await MariaDb.StartAsync();
        _client = await NotesClient.StartConnectedAsync(_database.Settings);
        await _client.StoreAsync("before the fault");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("killed", "unreachable")]
    [InlineData("hung", "timeout")]
    public async Task While_it_is_away_everything_is_answered_and_it_comes_back_by_itself(string fault, string error)
    {
        Break(fault);

        var watch = TimeProvider.System.GetTimestamp();
        var both = await Task.WhenAll(_client.ListAsync(), _client.AddAsync("not yet", "during"));
        Assert.InRange(TimeProvider.System.GetElapsedTime(watch).TotalSeconds, 0, Promptly);
        Assert.All(both, answer => Assert.Equal((503, "application/problem+json", "1"), (answer.Status, answer.ContentType, answer.RetryAfter)));
        await _client.BecomesAsync("unreachable");
        var seen = await _client.DatabaseAsync();
        Assert.Equal((error, null), (seen.GetProperty("error").GetString(), seen.GetProperty("latencyMs").GetRawText() == "null" ? null : "a latency"));
        Assert.Equal((200, 200), ((await _client.GetAsync("/healthz")).Status, (await _client.GetAsync("/")).Status));

        await MendAsync(fault);
        await _client.BecomesAsync("ok");
        await Eventually.TrueAsync(async () => (await _client.AddAsync("not yet", "during")).Status is 200 or 201, "the same note is taken");
        Assert.Equal(
            ["before the fault", "not yet"],
            (await _client.ListAsync()).Body.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_way_that_swallows_everything_is_told_within_two_seconds_and_left_as_soon_as_it_carries_again()
    {
        IPEndPoint server = new(IPAddress.Parse(_database.Settings["STEADFAST_DATABASE_HOST"]!), int.Parse(_database.Settings["STEADFAST_DATABASE_PORT"]!));
        await using DatabaseEndpoint endpoint = new(new Dictionary<string, IPEndPoint> { ["web"] = Loopback.Any() }, TimeProvider.System);
        endpoint.MoveTo(server);
        var way = endpoint["web"];
        await using var client = await NotesClient.StartConnectedAsync(new Dictionary<string, string?>(_database.Settings)
        {
            ["STEADFAST_DATABASE_HOST"] = $"{way.Address.Address}",
            ["STEADFAST_DATABASE_PORT"] = $"{way.Address.Port}",
        }, "2");
        await client.StoreAsync("before");

        way.Hang();
        var watch = TimeProvider.System.GetTimestamp();
        var both = await Task.WhenAll(client.ListAsync(), client.AddAsync("not yet", "during"));
        double took = TimeProvider.System.GetElapsedTime(watch).TotalSeconds;
        way.Restore();

        Assert.All(both, answer => Assert.Equal((503, "timeout"), (answer.Status, answer.Code)));
        Assert.InRange(took, 0, Promptly);
        await client.BecomesAsync("ok");
        await client.StoreAsync("after");
    }

    [Fact]
    public async Task While_commits_wait_for_room_on_the_disk_writes_are_answered_within_two_seconds_and_reads_go_on()
    {
        // MariaDB lets a commit wait where the disk is full; a lock that holds back every write looks the same from here.
        Task full = _database.SqlAsync("FLUSH TABLES WITH READ LOCK; SELECT SLEEP(4)");
        await Eventually.TrueAsync(
            async () => await _database.SqlAsync("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'") == "1", "the disk is full");

        var watch = TimeProvider.System.GetTimestamp();
        var write = _client.AddAsync("later", "the-key");
        var read = await _client.ListAsync();
        double readTook = TimeProvider.System.GetElapsedTime(watch).TotalSeconds;
        var refused = await write;
        double writeTook = TimeProvider.System.GetElapsedTime(watch).TotalSeconds;

        Assert.Equal((200, 503, "timeout"), (read.Status, refused.Status, refused.Code));
        Assert.True(readTook < 1 && writeTook < Promptly, $"read {readTook:F2} s, write {writeTook:F2} s");
        await full;
        await Eventually.TrueAsync(async () => (await _client.AddAsync("later", "the-key")).Status is 200 or 201, "the same note is taken");
        Assert.Equal("1", await _database.SqlAsync("SELECT COUNT(*) FROM steadfast.notes WHERE text = 'later'"));
    }

    [Fact]
    public async Task Long_after_it_went_away_requests_are_answered_without_asking_it()
    {
        _database.Hang();
        await _client.BecomesAsync("unreachable");

        // Requests are held back for the first two seconds; from then on hundreds are answered while one look is under way.
        await Eventually.TrueAsync(async () =>
        {
            var watch = TimeProvider.System.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _client.ListAsync()));
            Assert.All(answers, answer => Assert.Equal(503, answer.Status));
            return TimeProvider.System.GetElapsedTime(watch).TotalSeconds < 1;
        }, "200 answers within a second");
    }

    [Fact]
    public async Task More_requests_than_can_wait_are_refused_at_once()
    {
        _database.Hang();

        using var http = new HttpClient { BaseAddress = _client.Web.Options.Address };
        var answers = await Task.WhenAll(Enumerable.Range(0, 700).Select(_ => NotesClient.ReadAsync(http, "/api/notes")));

        Assert.All(answers, answer => Assert.Equal((503, "1"), (answer.Status, answer.RetryAfter)));
        Assert.Contains("busy", answers.Select(answer => answer.Code));
    }

    [Fact]
    public async Task While_it_is_read_only_notes_are_read_and_writes_are_refused()
    {
        await _database.SqlAsync("SET GLOBAL read_only = 1");
        await _client.BecomesAsync("readOnly");

        var read = await _client.ListAsync();
        var write = await _client.AddAsync("refused");
        await _database.SqlAsync("SET GLOBAL read_only = 0");
        await _client.BecomesAsync("ok");

        Assert.Equal((200, 1), (read.Status, read.Body.GetProperty("notes").GetArrayLength()));
        Assert.Equal((503, "readOnly", "1"), (write.Status, write.Code, write.RetryAfter));
        await _client.StoreAsync("taken");
    }

    [Fact]
    public async Task An_outage_makes_neither_threads_nor_connections_nor_files_grow()
    {
        _database.Kill();
        await using var load = new NotesLoad(_client, readsPerTick: 4, writesPerTick: 1);
        await Eventually.TrueAsync(() => load.Answers > 1000, "the outage is an old one", seconds: 40);
        var early = Usage();
        int answers = load.Answers;
        await Eventually.TrueAsync(() => load.Answers > answers + 1000, "it goes on", seconds: 40);
        var late = Usage();

        Assert.InRange(late.Threads, 1, early.Threads + 8);
        Assert.InRange(late.Files, 1, early.Files + 16);

        (int Threads, int Files) Usage()
        {
            string process = $"/proc/{_client.Web.ProcessId}";
            return (Directory.GetDirectories($"{process}/task").Length, Directory.GetFiles($"{process}/fd").Length);
        }
    }

    [Fact]
    public async Task A_new_password_is_used_without_a_restart()
    {
        await _database.SqlAsync("ALTER USER app@'%' IDENTIFIED BY 'second'");
        await _client.BecomesAsync("unreachable");
        string error = (await _client.DatabaseAsync()).GetProperty("error").GetString()!;
        await File.WriteAllTextAsync(_database.PasswordFile, "second\n", TestContext.Current.CancellationToken);
        await _client.BecomesAsync("ok");
        await _database.DisconnectAllAsync();

        Assert.Equal("accessDenied", error);
        await _client.StoreAsync("with the new password");
    }

    private void Break(string fault)
    {
        if (fault == "hung")
        {
            _database.Hang();
        }
        else
        {
            _database.Kill();
        }
    }

    private Task MendAsync(string fault)
    {
        if (fault != "hung")
        {
            return _database.RunAsync();
        }

        _database.Continue();
        return Task.CompletedTask;
    }
}

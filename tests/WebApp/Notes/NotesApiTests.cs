using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Steadfast.WebApp.Tests.Database;

namespace Steadfast.WebApp.Tests.Notes;

[Trait("Category", "real-processes")]
public sealed class NotesApiTests(NotesApiTests.Stage stage) : IClassFixture<NotesApiTests.Stage>, IAsyncLifetime
{
    private readonly MariaDb _database = stage.Database;
    private readonly NotesClient _client = stage.Client;

    public async ValueTask InitializeAsync() => await _database.SqlAsync("TRUNCATE steadfast.notes");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_note_is_stored_shown_listed_and_deleted()
    {
        const string Text = "h\u00e9llo \U0001F600 \\ ' \" ; -- {{css}} <b> \t\n line";

        var added = await _client.AddAsync(Text, "key-1");
        var shown = await _client.GetAsync(added.Location!);
        var listed = await _client.ListAsync();
        var deleted = await _client.DeleteAsync(1);
        var again = await _client.DeleteAsync(1);
        var gone = await _client.GetAsync(added.Location!);

        Assert.Equal((201, "/api/notes/1", 1L, Text), (added.Status, added.Location, added.Body.GetProperty("id").GetInt64(), added.Body.GetProperty("text").GetString()));
        Assert.Equal(TimeSpan.Zero, added.Body.GetProperty("createdAt").GetDateTimeOffset().Offset);
        Assert.Equal((200, added.Body.GetRawText()), (shown.Status, shown.Body.GetRawText()));
        Assert.Equal((200, $$"""{"notes":[{{added.Body.GetRawText()}}],"next":null}"""), (listed.Status, listed.Body.GetRawText()));
        Assert.Equal((204, 204, 404), (deleted.Status, again.Status, gone.Status));
        Assert.Equal("application/problem+json", gone.ContentType);
    }

    [Fact]
    public async Task However_often_a_note_is_sent_under_one_key_it_is_stored_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.AddAsync("once", "the-key")));
        var other = await _client.AddAsync("another text", "the-key");
        var listed = await _client.ListAsync();

        Assert.Equal([201, .. Enumerable.Repeat(200, 19)], all.Select(each => each.Status).OrderDescending());
        string note = Assert.Single(all.Select(each => each.Body.GetRawText()).Distinct());
        Assert.Equal((409, "application/problem+json"), (other.Status, other.ContentType));
        Assert.Equal($$"""{"notes":[{{note}}],"next":null}""", listed.Body.GetRawText());
    }

    [Theory]
    [InlineData("oldest", "1,2|3,4|5")]
    [InlineData("newest", "5,4|3,2|1")]
    public async Task Pages_lead_through_all_notes(string order, string expected)
    {
        for (int number = 1; number <= 5; number++)
        {
            await _client.StoreAsync($"{number}");
        }

        List<string> pages = [];
        string? next = "";
        while (next is not null)
        {
            var page = (await _client.ListAsync($"?limit=2&order={order}" + (next.Length > 0 ? $"&after={next}" : ""))).Body;
            pages.Add(string.Join(',', page.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("text").GetString())));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(expected, string.Join('|', pages));
    }

    [Fact]
    public async Task What_cannot_be_a_note_is_refused_with_the_reason_and_nothing_is_stored()
    {
        (string? Key, string Body, string Type, int Status)[] refused =
        [
            (null, """{"text":"a"}""", "application/json", 400),
            ("two words", """{"text":"a"}""", "application/json", 400),
            (new string('k', 65), """{"text":"a"}""", "application/json", 400),
            ("k", """{"text":"a","color":"red"}""", "application/json", 400),
            ("k", "{\"text\":\"" + new string('x', 501) + "\"}", "application/json", 400),
            ("k", """{"text":"a"}""", "text/plain", 415),
            ("k", "{\"text\":\"" + new string('x', 9000) + "\"}", "application/json", 413),
        ];

        foreach (var (key, body, type, status) in refused)
        {
            var answer = await _client.PostAsync(new StringContent(body, Encoding.UTF8, type), key);
            Assert.Equal((status, "application/problem+json"), (answer.Status, answer.ContentType));
        }

        string emoji = "{\"text\":\"" + string.Concat(Enumerable.Repeat("\U0001F600", 501)) + "\"}";
        var tooLong = await _client.PostAsync(new StringContent(emoji, Encoding.UTF8, "application/json"), "k");
        Assert.Equal((400, "A note has 1 to 500 characters."), (tooLong.Status, tooLong.Body.GetProperty("detail").GetString()));

        Assert.Equal(0, (await _client.ListAsync()).Body.GetProperty("notes").GetArrayLength());
        Assert.Equal(201, (await _client.AddAsync(new string('\u00e9', 500), new string('k', 64))).Status);
    }

    [Theory]
    [InlineData("\U0001F600", "1 000 bytes in UTF-16, 500 characters for the database")]
    [InlineData("e\u0301", "250 letters with accents of their own")]
    public async Task As_many_characters_as_the_column_has_are_stored_and_shown(string character, string what)
    {
        string text = string.Concat(Enumerable.Repeat(character, 500 / character.EnumerateRunes().Count()));

        var added = await _client.AddAsync(text);

        Assert.Equal((201, text), (added.Status, added.Body.GetProperty("text").GetString()));
        Assert.True(await _database.SqlAsync("SELECT CHAR_LENGTH(text) FROM steadfast.notes") == "500", what);
        Assert.Equal(text, (await _client.ListAsync()).Body.GetProperty("notes")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        var description = (await _client.GetAsync("/openapi/v1.json")).Body;

        Assert.Equal(
            ["/api/notes/{id}: delete, get", "/api/notes: get, post", "/healthz: get, head", "/status: get"],
            description.GetProperty("paths").EnumerateObject()
                .Select(static path => $"{path.Name}: {string.Join(", ", path.Value.EnumerateObject().Select(static each => each.Name).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
        Assert.Equal("Idempotency-Key", description.GetProperty("paths").GetProperty("/api/notes").GetProperty("post").GetProperty("parameters")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_body_of_undeclared_length_is_refused_when_it_turns_out_too_large()
    {
        var answer = await _client.PostAsync(new UndeclaredJson(), "k");

        Assert.Equal(413, answer.Status);
    }

    [Theory]
    [InlineData("/api/notes?limit=0", 400)]
    [InlineData("/api/notes?limit=101", 400)]
    [InlineData("/api/notes?after=x", 400)]
    [InlineData("/api/notes?sort=text", 400)]
    [InlineData("/api/notes/0", 404)]
    [InlineData("/api/notes/one", 404)]
    [InlineData("/api/nothing", 404)]
    public async Task Every_error_is_a_problem(string path, int status)
    {
        var answer = await _client.GetAsync(path);

        Assert.Equal((status, "application/problem+json", status), (answer.Status, answer.ContentType, answer.Body.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Instances_that_start_at_once_on_an_empty_database_share_one_table()
    {
        await _database.SqlAsync("CREATE DATABASE IF NOT EXISTS fresh; GRANT ALL ON fresh.* TO app@'%'");
        Dictionary<string, string?> settings = new(_database.Settings) { ["STEADFAST_DATABASE_NAME"] = "fresh" };

        var others = await Task.WhenAll(Enumerable.Range(2, 3).Select(id => NotesClient.StartConnectedAsync(settings, $"{id}")));
        await Task.WhenAll(others.Select(each => each.StoreAsync("from each")));
        foreach (var each in others)
        {
            Assert.Equal(3, (await each.ListAsync()).Body.GetProperty("notes").GetArrayLength());
            await each.DisposeAsync();
        }

        Assert.Equal("1,2,3,4", await _database.SqlAsync("SELECT GROUP_CONCAT(step ORDER BY step) FROM fresh.migrations"));
    }

    [Fact]
    public async Task A_table_that_was_lost_is_made_again()
    {
        await _database.SqlAsync("DROP TABLE steadfast.notes, steadfast.migrations");

        await _client.StoreAsync("after the loss");

        Assert.Equal("1", await _database.SqlAsync("SELECT COUNT(*) FROM steadfast.notes"));
    }

    /// <summary>A body that is sent in parts, without a declared length.</summary>
    private sealed class UndeclaredJson : HttpContent
    {
        public UndeclaredJson() => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (int part = 0; part < 5; part++)
            {
                await stream.WriteAsync(new byte[4096]);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>One server and one instance for all tests of this class; each test begins without notes.</summary>
    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("FFFFFFFF\r\n{}\r\n")]
    [InlineData("x\r\n{}\r\n")]
    public async Task A_chunk_size_that_cannot_be_is_answered_with_400(string body)
    {
        Uri address = _client.Web.Options.Address;
        using TcpClient raw = new();
        await raw.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        string request = $"POST /api/notes HTTP/1.1\r\nHost: {address.Authority}\r\nIdempotency-Key: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body}";
        await raw.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using StreamReader reader = new(raw.GetStream(), Encoding.ASCII);

        string? answer = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    public sealed class Stage : IAsyncLifetime
    {
        public MariaDb Database { get; private set; } = null!;

        public NotesClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = await MariaDb.StartAsync();
            Client = await NotesClient.StartConnectedAsync(Database.Settings);
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steadfast.Local.Stack.Files;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Files;

/// <summary>An instance, a real database and real blob storage.</summary>
[Trait("Category", "real-processes")]
public sealed partial class FilesTests : IAsyncLifetime
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7 and so on");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-files-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private BlobServer _blobs = null!;
    private MariaDb _database = null!;
    private NotesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(BlobServer.Program is null, "Azurite is not installed: run 'npm ci --ignore-scripts' in tests/Conformance/azurite, or set STEADFAST_AZURITE to its azurite.js.");
        _blobs = new(new IPEndPoint(Loopback.Any().Address, 10000), Path.Combine(_folder.FullName, "storage"), TimeProvider.System);
        await _blobs.StartAsync(Ct);
        _database = await MariaDb.StartAsync();
        _client = await NotesClient.StartConnectedAsync(Settings());
        await _client.StoreAsync("a note");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _client, _database, _blobs })
        {
            if (each is not null)
            {
                await each.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_is_kept_shown_with_its_note_served_to_be_saved_and_deleted_with_it()
    {
        var put = await PutAsync(1, Pdf, "my r\u00e9port.pdf");
        Assert.Equal((200, "{\"name\":\"my r\u00e9port.pdf\",\"type\":\"application/pdf\",\"size\":18}"), (put.Status, Regex.Unescape(put.Body.GetRawText())));
        Assert.Equal("my r\u00e9port.pdf", (await _client.ListAsync()).Body.GetProperty("notes")[0].GetProperty("file").GetProperty("name").GetString());
        Assert.Equal(18, (await _client.GetAsync("/api/notes/1")).Body.GetProperty("file").GetProperty("size").GetInt64());

        using var answer = await GetAsync(1);

        Assert.Equal(Pdf, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(
            ("application/pdf", 18L, "attachment; filename=\"my r_port.pdf\"; filename*=UTF-8''my%20r%C3%A9port.pdf", "nosniff", "default-src 'none'; sandbox; frame-ancestors 'none'", true),
            (answer.Content.Headers.ContentType?.ToString(), answer.Content.Headers.ContentLength, answer.Content.Headers.GetValues("Content-Disposition").Single(),
                answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Content-Security-Policy").Single(), answer.Headers.CacheControl?.NoStore));
        Assert.Equal(204, (await _client.DeleteAsync(1)).Status);
        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 0, "its blob is deleted");
        Assert.Equal((404, "0"), ((int)(await GetAsync(1)).StatusCode, await _database.SqlAsync("SELECT COUNT(*) FROM steadfast.note_files")));
    }

    [Fact]
    public async Task A_file_that_is_sent_again_is_there_once_and_another_takes_its_place()
    {
        Assert.Equal(200, (await PutAsync(1, Pdf, "one.pdf")).Status);
        Assert.Equal(200, (await PutAsync(1, Pdf, "one.pdf")).Status);
        Assert.Equal(200, (await PutAsync(1, "text"u8.ToArray(), "two.txt")).Status);

        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 1, "one blob is left");
        using var answer = await GetAsync(1);
        Assert.Equal(("text/plain; charset=utf-8", "text"), (answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, 1)).Status);
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, 1)).Status);
        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 0, "no blob is left");
        Assert.False((await _client.GetAsync("/api/notes/1")).Body.TryGetProperty("file", out _));
    }

    [Theory]
    [InlineData(MaxBytes, false, 200)]
    [InlineData(MaxBytes, true, 200)]
    [InlineData(MaxBytes + 1, false, 413)]
    [InlineData(MaxBytes + 1, true, 413)]
    [InlineData(3 * MaxBytes, true, 413)]
    [InlineData(0, false, 400)]
    [InlineData(0, true, 400)]
    public async Task A_file_has_up_to_10_MB_however_its_length_is_told(int bytes, bool isChunked, int status)
    {
        byte[] content = new byte[bytes];
        Pdf.AsSpan(0, Math.Min(bytes, Pdf.Length)).CopyTo(content);

        var put = await PutAsync(1, content, "big.pdf", isChunked);

        Assert.Equal(status, put.Status);
        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == (status == 200 ? 1 : 0), "nothing is left of what was refused");
        if (status == 200)
        {
            using var answer = await GetAsync(1);
            Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(Ct));
        }
    }

    [Fact]
    public async Task A_body_that_ends_before_the_length_it_told_is_not_kept()
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(_client.Web.Options.Address.Host, _client.Web.Options.Address.Port, Ct);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT /api/notes/1/file?name=a.pdf HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * 1024 * 1024}\r\n\r\n"), Ct);
        await tcp.GetStream().WriteAsync(Pdf, Ct);
        await tcp.GetStream().WriteAsync(new byte[1024 * 1024], Ct);
        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 1, "its first piece is in the storage");
        tcp.Client.Shutdown(SocketShutdown.Both);

        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 0, "nothing is left of it");
        Assert.Equal("0", await _database.SqlAsync("SELECT COUNT(*) FROM steadfast.note_files"));
    }

    [Theory]
    [InlineData("4D5A9000", "image.png")]
    [InlineData("504B0304", "a.txt")]
    [InlineData("3C68746D6C3E00", "a.pdf")]
    public async Task What_is_taken_is_decided_by_the_content_and_not_by_what_is_said_of_it(string content, string name)
    {
        var put = await PutAsync(1, Convert.FromHexString(content), name);

        Assert.Equal((415, "Its content must be one of PNG, JPEG, GIF, WebP, PDF and text in UTF-8."), (put.Status, put.Body.GetProperty("detail").GetString()));
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task A_text_that_is_none_in_its_last_byte_is_not_taken_either()
    {
        byte[] content = Encoding.ASCII.GetBytes(new string('a', 2 * 1024 * 1024) + "\0");

        Assert.Equal(415, (await PutAsync(1, content, "a.txt")).Status);
        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 0, "nothing is left of it");
    }

    [Fact]
    public async Task A_page_is_served_as_text_to_be_saved()
    {
        var put = await PutAsync(1, "<script>alert(1)</script>"u8.ToArray(), "page.html");

        Assert.Equal((200, "page.html.txt", "text/plain; charset=utf-8"), (put.Status, put.Body.GetProperty("name").GetString(), put.Body.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_note_that_is_not_there_gets_no_file()
    {
        Assert.Equal((404, 404), ((await PutAsync(99, Pdf, "a.pdf")).Status, (int)(await GetAsync(99)).StatusCode));
        Assert.Equal(404, (int)(await GetAsync(1)).StatusCode);
        Assert.Empty(await BlobsAsync());
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    public async Task While_the_storage_is_away_notes_go_on_and_files_are_refused_in_time(string fault)
    {
        Assert.Equal(200, (await PutAsync(1, Pdf, "a.pdf")).Status);
        await _blobs.SavedAsync(Ct);
        if (fault == "killed")
        {
            _blobs.Kill();
        }
        else
        {
            _blobs.Hang();
        }

        List<double> times = [];
        for (int round = 0; round < 8; round++)
        {
            long began = Stopwatch.GetTimestamp();
            using var get = await GetAsync(1);
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            Assert.Equal((503, "1"), ((int)get.StatusCode, get.Headers.RetryAfter?.ToString()));
            Assert.Contains("\"code\":\"filesAway\"", await get.Content.ReadAsStringAsync(Ct));
            began = Stopwatch.GetTimestamp();
            var put = await PutAsync(1, Pdf, "b.pdf");
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            Assert.Equal((503, "1", "filesAway"), (put.Status, put.RetryAfter, put.Code));
            Assert.Equal((201, 200), ((await _client.AddAsync($"note {round}")).Status, (await _client.ListAsync()).Status));
        }

        // 1.8 s, and some for a machine that runs other tests.
        Assert.InRange(times.Max(), 0, 3);
        Assert.Equal((200, "away", "ok"), ((await _client.GetAsync("/healthz")).Status, await StateAsync(), (await _client.DatabaseAsync()).GetProperty("state").GetString()));
        // Its note goes, the file is deleted later.
        Assert.Equal(204, (await _client.DeleteAsync(2)).Status);
        await MendAsync(fault);
        long back = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await GetAsync(1)).IsSuccessStatusCode, "the file is back");
        Assert.InRange(Stopwatch.GetElapsedTime(back).TotalSeconds, 0, 3);
        await Eventually.TrueAsync(async () => await StateAsync() == "ok", "the status says so");
        // The one it had before, whole: what was refused changed nothing.
        using var after = await GetAsync(1);
        Assert.Equal(("attachment; filename=a.pdf; filename*=UTF-8''a.pdf", Pdf.Length), (after.Content.Headers.GetValues("Content-Disposition").Single(), (await after.Content.ReadAsByteArrayAsync(Ct)).Length));
    }

    [Fact]
    public async Task While_the_database_is_away_no_file_is_taken()
    {
        _database.Kill();
        await _client.BecomesAsync("unreachable");

        Assert.Equal((503, "1"), ((await PutAsync(1, Pdf, "a.pdf")) is var put ? (put.Status, put.RetryAfter) : default));
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task What_no_note_has_is_swept_after_an_hour_and_what_one_has_stays()
    {
        string now = $"{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-young";
        Assert.Equal(200, (await PutAsync(1, Pdf, "a.pdf")).Status);
        string young = Assert.Single(await BlobsAsync());
        // As if the upload had been long ago.
        const string kept = "20260101T000000Z-kept";
        await _blobs.AskAsync(HttpMethod.Put, $"files/{kept}", Pdf, Ct);
        await _database.SqlAsync($"UPDATE steadfast.note_files SET blob_name = '{kept}'");
        foreach (string name in (string[])["20260101T000000Z-orphan", now, "others"])
        {
            Assert.Equal((201, ""), (await _blobs.AskAsync(HttpMethod.Put, $"files/{name}", Pdf, Ct)) is var made ? (made.Status, made.Text) : default);
        }

        Assert.Equal(201, (await _blobs.AskAsync(HttpMethod.Put, "files/20260101T000001Z-piece?comp=block&blockid=AAAAAA%3D%3D", Pdf, Ct)).Status);
        await _database.SqlAsync("INSERT INTO steadfast.note_files VALUES (77, '20260101T000000Z-noteless', 'n', 't', 1, '2026-01-01')");
        await _blobs.AskAsync(HttpMethod.Put, "files/20260101T000000Z-noteless", Pdf, Ct);
        Assert.Equal(7, (await BlobsAsync()).Length);

        await using var sweeper = await NotesClient.StartConnectedAsync(Settings(("Files__SweepEvery", "00:00:01")), "2");
        await Eventually.TrueAsync(async () => (await BlobsAsync()).Length == 4, "the orphans are gone");

        Assert.Equal(new[] { kept, now, "others", young }.Order(StringComparer.Ordinal), (await BlobsAsync()).Order(StringComparer.Ordinal));
        using var answer = await GetAsync(1);
        Assert.Equal((200, "1"), ((int)answer.StatusCode, await _database.SqlAsync("SELECT COUNT(*) FROM steadfast.note_files")));
    }

    [Fact]
    public async Task Without_storage_there_are_notes_and_no_files()
    {
        await using var without = await NotesClient.StartConnectedAsync(_database.Settings, "2");

        Assert.Equal((404, "none"), ((await without.GetAsync("/api/notes/1/file")).Status, (await without.GetAsync("/status")).Body.GetProperty("files").GetString()));
    }

    [GeneratedRegex("<Name>([^<]*)</Name>")]
    private static partial Regex Name();

    private Dictionary<string, string?> Settings(params (string Name, string Value)[] more) =>
        new([.. _database.Settings, .. _blobs.Settings, .. more.Select(static each => KeyValuePair.Create<string, string?>(each.Name, each.Value))]);

    private async Task<string> StateAsync() => (await _client.GetAsync("/status")).Body.GetProperty("files").GetString()!;

    private Task MendAsync(string fault)
    {
        if (fault == "killed")
        {
            return _blobs.StartAsync(Ct);
        }

        _blobs.Continue();
        return Task.CompletedTask;
    }

    // Those of which only pieces are kept among them.
    private async Task<string[]> BlobsAsync() =>
        [.. Name().Matches((await _blobs.AskAsync(HttpMethod.Get, "files?comp=list&include=uncommittedblobs&restype=container", ct: Ct)).Text).Select(static each => each.Groups[1].Value)];

    private Task<HttpResponseMessage> GetAsync(long note) => _http.GetAsync(new Uri(_client.Web.Options.Address, $"/api/notes/{note}/file"), Ct);

    private Task<Answer> PutAsync(long note, byte[] content, string name, bool isChunked = false) =>
        SendAsync(HttpMethod.Put, note, $"?name={Uri.EscapeDataString(name)}", new ByteArrayContent(content), isChunked);

    private async Task<Answer> SendAsync(HttpMethod method, long note, string query = "", HttpContent? content = null, bool isChunked = false)
    {
        using HttpRequestMessage request = new(method, new Uri(_client.Web.Options.Address, $"/api/notes/{note}/file{query}")) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        // So that a refusal is read before all is sent.
        request.Headers.ExpectContinue = content is not null;
        using var answer = await _http.SendAsync(request, Ct);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(Ct);
        return new((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.RetryAfter?.ToString(), null, body.Length > 0 ? JsonDocument.Parse(body).RootElement : default);
    }
}

using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Files;

/// <summary>All of them use one stack, one after the other.</summary>
[Trait("Category", "real-processes")]
public sealed class FilesTests(FilesStack stack) : IClassFixture<FilesStack>, IAsyncLifetime
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private static readonly byte[] Pdf = FilesStack.Pdf;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        FilesStack.SkipWithoutStorage();
        await stack.ResetAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_file_is_kept_shown_with_its_note_served_to_be_saved_and_deleted_with_it()
    {
        var put = await stack.PutAsync(1, Pdf, "my r\u00e9port.pdf");
        Assert.Equal((200, "{\"name\":\"my r\u00e9port.pdf\",\"type\":\"application/pdf\",\"size\":18}"), (put.Status, Regex.Unescape(put.Body.GetRawText())));
        Assert.Equal("my r\u00e9port.pdf", (await stack.Client.ListAsync()).Body.GetProperty("notes")[0].GetProperty("file").GetProperty("name").GetString());
        Assert.Equal(18, (await stack.Client.GetAsync("/api/notes/1")).Body.GetProperty("file").GetProperty("size").GetInt64());

        using var answer = await stack.GetAsync(1);

        Assert.Equal(Pdf, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(
            ("application/pdf", 18L, "attachment; filename=\"my r_port.pdf\"; filename*=UTF-8''my%20r%C3%A9port.pdf", "nosniff", "default-src 'none'; sandbox; frame-ancestors 'none'", true),
            (answer.Content.Headers.ContentType?.ToString(), answer.Content.Headers.ContentLength, answer.Content.Headers.GetValues("Content-Disposition").Single(),
                answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Content-Security-Policy").Single(), answer.Headers.CacheControl?.NoStore));
        Assert.Equal(204, (await stack.Client.DeleteAsync(1)).Status);
        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 0, "its blob is deleted");
        Assert.Equal((404, "0"), ((int)(await stack.GetAsync(1)).StatusCode, await stack.Database.SqlAsync("SELECT COUNT(*) FROM steadfast.note_files")));
    }

    [Fact]
    public async Task A_file_that_is_sent_again_is_there_once_and_another_takes_its_place()
    {
        Assert.Equal(200, (await stack.PutAsync(1, Pdf, "one.pdf")).Status);
        Assert.Equal(200, (await stack.PutAsync(1, Pdf, "one.pdf")).Status);
        Assert.Equal(200, (await stack.PutAsync(1, "text"u8.ToArray(), "two.txt")).Status);

        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 1, "one blob is left");
        using var answer = await stack.GetAsync(1);
        Assert.Equal(("text/plain; charset=utf-8", "text"), (answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(204, (await stack.SendAsync(HttpMethod.Delete, 1)).Status);
        Assert.Equal(204, (await stack.SendAsync(HttpMethod.Delete, 1)).Status);
        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 0, "no blob is left");
        Assert.False((await stack.Client.GetAsync("/api/notes/1")).Body.TryGetProperty("file", out _));
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

        var put = await stack.PutAsync(1, content, "big.pdf", isChunked);

        Assert.Equal(status, put.Status);
        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == (status == 200 ? 1 : 0), "nothing is left of what was refused");
        if (status == 200)
        {
            using var answer = await stack.GetAsync(1);
            Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(Ct));
        }
    }

    [Fact]
    public async Task A_body_that_ends_before_the_length_it_told_is_not_kept()
    {
        await GiveUpAsync();

        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 0, "nothing is left of it");
        Assert.Equal("0", await stack.Database.SqlAsync("SELECT COUNT(*) FROM steadfast.note_files"));
    }

    [Fact]
    public async Task Pieces_that_arrive_when_the_others_are_gone_are_deleted_too()
    {
        // No more than one piece of its own, so that none of them is late.
        string blob = await GiveUpAsync(600 * 1024);
        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 0, "nothing is left of it");

        foreach (string late in (string[])["the first late piece", "the second"])
        {
            await stack.Blobs.AskAsync(HttpMethod.Put, $"files/{blob}?comp=block&blockid=AQAAAA%3D%3D", Pdf, Ct);

            Assert.Single(await stack.BlobsAsync());
            await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 0, $"nothing is left of {late}");
        }
    }

    [Theory]
    [InlineData("4D5A9000", "image.png")]
    [InlineData("504B0304", "a.txt")]
    [InlineData("3C68746D6C3E00", "a.pdf")]
    public async Task What_is_taken_is_decided_by_the_content_and_not_by_what_is_said_of_it(string content, string name)
    {
        var put = await stack.PutAsync(1, Convert.FromHexString(content), name);

        Assert.Equal((415, "Its content must be one of PNG, JPEG, GIF, WebP, PDF and text in UTF-8."), (put.Status, put.Body.GetProperty("detail").GetString()));
        Assert.Empty(await stack.BlobsAsync());
    }

    [Fact]
    public async Task A_text_that_is_none_in_its_last_byte_is_not_taken_either()
    {
        byte[] content = Encoding.ASCII.GetBytes(new string('a', 2 * 1024 * 1024) + "\0");

        Assert.Equal(415, (await stack.PutAsync(1, content, "a.txt")).Status);
        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 0, "nothing is left of it");
    }

    [Fact]
    public async Task A_page_is_served_as_text_to_be_saved()
    {
        var put = await stack.PutAsync(1, "<script>alert(1)</script>"u8.ToArray(), "page.html");

        Assert.Equal((200, "page.html.txt", "text/plain; charset=utf-8"), (put.Status, put.Body.GetProperty("name").GetString(), put.Body.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_note_that_is_not_there_gets_no_file()
    {
        Assert.Equal((404, 404), ((await stack.PutAsync(99, Pdf, "a.pdf")).Status, (int)(await stack.GetAsync(99)).StatusCode));
        Assert.Equal(404, (int)(await stack.GetAsync(1)).StatusCode);
        Assert.Empty(await stack.BlobsAsync());
    }

    [Fact]
    public async Task What_no_note_has_is_swept_after_an_hour_and_what_one_has_stays()
    {
        string now = $"{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-young";
        Assert.Equal(200, (await stack.PutAsync(1, Pdf, "a.pdf")).Status);
        string young = Assert.Single(await stack.BlobsAsync());
        // As if the upload had been long ago.
        const string kept = "20260101T000000Z-kept";
        await stack.Blobs.AskAsync(HttpMethod.Put, $"files/{kept}", Pdf, Ct);
        await stack.Database.SqlAsync($"UPDATE steadfast.note_files SET blob_name = '{kept}'");
        foreach (string name in (string[])["20260101T000000Z-orphan", now, "others"])
        {
            Assert.Equal((201, ""), (await stack.Blobs.AskAsync(HttpMethod.Put, $"files/{name}", Pdf, Ct)) is var made ? (made.Status, made.Text) : default);
        }

        Assert.Equal(201, (await stack.Blobs.AskAsync(HttpMethod.Put, "files/20260101T000001Z-piece?comp=block&blockid=AAAAAA%3D%3D", Pdf, Ct)).Status);
        await stack.Database.SqlAsync("INSERT INTO steadfast.note_files VALUES (77, '20260101T000000Z-noteless', 'n', 't', 1, '2026-01-01')");
        await stack.Blobs.AskAsync(HttpMethod.Put, "files/20260101T000000Z-noteless", Pdf, Ct);
        Assert.Equal(7, (await stack.BlobsAsync()).Length);

        await using var sweeper = await NotesClient.StartConnectedAsync(stack.Settings(("Files__SweepEvery", "00:00:01")), "2");
        await Eventually.TrueAsync(async () => (await stack.BlobsAsync()).Length == 4, "the orphans are gone");

        Assert.Equal(new[] { kept, now, "others", young }.Order(StringComparer.Ordinal), (await stack.BlobsAsync()).Order(StringComparer.Ordinal));
        using var answer = await stack.GetAsync(1);
        Assert.Equal((200, "1"), ((int)answer.StatusCode, await stack.Database.SqlAsync("SELECT COUNT(*) FROM steadfast.note_files")));
    }

    [Fact]
    public async Task Without_storage_there_are_notes_and_no_files()
    {
        await using var without = await NotesClient.StartConnectedAsync(stack.Database.Settings, "2");

        Assert.Equal((404, "none"), ((await without.GetAsync("/api/notes/1/file")).Status, (await without.GetAsync("/status")).Body.GetProperty("files").GetString()));
    }

    // Returns the name of the blob.
    private async Task<string> GiveUpAsync(int bytes = 1024 * 1024)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(stack.Client.Web.Options.Address.Host, stack.Client.Web.Options.Address.Port, Ct);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT /api/notes/1/file?name=a.pdf HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * 1024 * 1024}\r\n\r\n"), Ct);
        await tcp.GetStream().WriteAsync(Pdf, Ct);
        await tcp.GetStream().WriteAsync(new byte[bytes], Ct);
        string[] blobs = [];
        await Eventually.TrueAsync(async () => (blobs = await stack.BlobsAsync()).Length == 1, "its first piece is in the storage");
        tcp.Client.Shutdown(SocketShutdown.Both);
        return blobs[0];
    }
}

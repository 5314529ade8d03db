using System.Net;
using System.Text.Json;
using Steadfast.Local.Stack.Caches;
using Steadfast.WebApp.Tests.Cache;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Files;

/// <summary>Files of an instance that has a cache too.</summary>
[Trait("Category", "real-processes")]
public sealed class FilesCacheTests(FilesStack stack) : IClassFixture<FilesStack>, IAsyncLifetime
{
    private readonly RedisServer _cache = new(Loopback.Free(), "8mb", TimeProvider.System);
    private readonly HttpClient _http = new();
    private NotesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        FilesStack.SkipWithoutStorage();
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        await stack.ResetAsync();
        await _cache.StartAsync(Ct);
        _client = await NotesClient.StartConnectedAsync(stack.Settings(("Cache__Connection", $"{_cache.Address}"), ("Cache__FreshFor", "00:01:00")), "2");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _cache.DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_was_given_and_taken_is_seen_with_its_note_at_once()
    {
        await KeptAsync(hasFile: false);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Put, new ByteArrayContent(FilesStack.Pdf)));
        Assert.True(await HasFileAsync());
        await KeptAsync(hasFile: true);

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(HttpMethod.Delete));

        Assert.Equal((false, HttpStatusCode.NotFound), (await HasFileAsync(), await SendAsync(HttpMethod.Get)));
    }

    [Fact]
    public async Task A_file_that_was_replaced_past_the_cache_is_found_all_the_same()
    {
        // An answer of the cache that is late on a busy machine makes an instance forget what was kept: then it is all done again.
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal(HttpStatusCode.OK, await SendAsync(HttpMethod.Put, new ByteArrayContent(FilesStack.Pdf)));
                string version = "";
                await Eventually.TrueAsync(
                    async () => await SendAsync(HttpMethod.Get) == HttpStatusCode.OK
                        && (await _cache.AskAsync(["KEYS", $"notes:{version = await VersionAsync()}:file 1"], Ct)).StartsWith("*1", StringComparison.Ordinal),
                    "it is kept");
                await ReplaceAsync($"20260101T000000Z-{Guid.NewGuid():N}");
                bool isKept = await VersionAsync() == version;
                HttpStatusCode found = await SendAsync(HttpMethod.Get);
                Assert.NotEqual(HttpStatusCode.NotFound, found);
                return isKept && found == HttpStatusCode.OK;
            },
            "the file is found");
    }

    private async Task ReplaceAsync(string next)
    {
        string former = await stack.Database.SqlAsync("SELECT blob_name FROM steadfast.note_files");
        await stack.Blobs.AskAsync(HttpMethod.Put, $"files/{next}", FilesStack.Pdf, Ct);
        await stack.Database.SqlAsync($"UPDATE steadfast.note_files SET blob_name = '{next}'");
        await stack.Blobs.AskAsync(HttpMethod.Delete, $"files/{former}", ct: Ct);
    }

    // Sample: $32, a line end, 32 characters and another one.
    private async Task<string> VersionAsync() => (await _cache.AskAsync(["GET", "notes:version"], Ct)).Split("\r\n")[1];

    private Task KeptAsync(bool hasFile) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await _http.GetAsync(new Uri(_client.Web.Options.Address, "/api/notes"), Ct);
            return answer.Headers.GetValues("Cache-Status").Single() == "Steadfast; hit" && await HasFileAsync() == hasFile;
        },
        "the list is kept");

    // Where the machine is so busy that the database counts as away, what is known is shown, and said to be old: that says nothing.
    private async Task<bool> HasFileAsync()
    {
        bool hasFile = false;
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await _http.GetAsync(new Uri(_client.Web.Options.Address, "/api/notes"), Ct);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    return false;
                }

                using JsonDocument body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(Ct), cancellationToken: Ct);
                hasFile = body.RootElement.GetProperty("notes")[0].TryGetProperty("file", out _);
                return !CachedNotes.IsMarkedAnswer(answer);
            },
            "the notes are shown as they are");
        return hasFile;
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, new Uri(_client.Web.Options.Address, "/api/notes/1/file?name=a.pdf")) { Content = content };
        using var answer = await _http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}

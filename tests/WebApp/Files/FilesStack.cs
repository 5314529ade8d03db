using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steadfast.Local.Stack.Files;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Files;

/// <summary>An instance, a real database and real blob storage.</summary>
public sealed partial class FilesStack : IAsyncLifetime
{
    public static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7 and so on");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-files-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public BlobServer Blobs { get; private set; } = null!;

    public MariaDb Database { get; private set; } = null!;

    public NotesClient Client { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static void SkipWithoutStorage() => Assert.SkipWhen(
        BlobServer.Program is null, "Azurite is not installed: run 'npm ci --ignore-scripts' in tests/Conformance/azurite, or set STEADFAST_AZURITE to its azurite.js.");

    public async ValueTask InitializeAsync()
    {
        if (BlobServer.Program is null)
        {
            // Its tests are skipped.
            return;
        }

        Blobs = new(new IPEndPoint(Loopback.Any().Address, 10000), Path.Combine(_folder.FullName, "storage"), TimeProvider.System);
        await Blobs.StartAsync(Ct);
        Database = await MariaDb.StartAsync();
        Client = await NotesClient.StartConnectedAsync(Settings());
        await Client.StoreAsync("a note");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { Client, Database, Blobs })
        {
            if (each is not null)
            {
                await each.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>One note, its id is 1, and no file.</summary>
    public async Task ResetAsync()
    {
        await Database.SqlAsync("DELETE FROM steadfast.note_files; DELETE FROM steadfast.notes; ALTER TABLE steadfast.notes AUTO_INCREMENT = 1");
        foreach (string blob in await BlobsAsync())
        {
            await Blobs.AskAsync(HttpMethod.Delete, $"files/{blob}", ct: Ct);
        }

        await Client.StoreAsync("a note");
        Assert.Empty(await BlobsAsync());
    }

    [GeneratedRegex("<Name>([^<]*)</Name>")]
    private static partial Regex Name();

    public Dictionary<string, string?> Settings(params (string Name, string Value)[] more) =>
        new([.. Database.Settings, .. Blobs.Settings, .. more.Select(static each => KeyValuePair.Create<string, string?>(each.Name, each.Value))]);

    public async Task<string> StateAsync() => (await Client.GetAsync("/status")).Body.GetProperty("files").GetString()!;

    // Those of which only pieces are kept among them.
    public async Task<string[]> BlobsAsync() =>
        [.. Name().Matches((await Blobs.AskAsync(HttpMethod.Get, "files?comp=list&include=uncommittedblobs&restype=container", ct: Ct)).Text).Select(static each => each.Groups[1].Value)];

    public Task<HttpResponseMessage> GetAsync(long note) => _http.GetAsync(new Uri(Client.Web.Options.Address, $"/api/notes/{note}/file"), Ct);

    public Task<Answer> PutAsync(long note, byte[] content, string name, bool isChunked = false) =>
        SendAsync(HttpMethod.Put, note, $"?name={Uri.EscapeDataString(name)}", new ByteArrayContent(content), isChunked);

    public async Task<Answer> SendAsync(HttpMethod method, long note, string query = "", HttpContent? content = null, bool isChunked = false)
    {
        using HttpRequestMessage request = new(method, new Uri(Client.Web.Options.Address, $"/api/notes/{note}/file{query}")) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        // So that a refusal is read before all is sent.
        request.Headers.ExpectContinue = content is not null;
        using var answer = await _http.SendAsync(request, Ct);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(Ct);
        return new((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.RetryAfter?.ToString(), null, body.Length > 0 ? JsonDocument.Parse(body).RootElement : default);
    }
}

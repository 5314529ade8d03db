using System.Net.Http.Json;
using System.Text.Json;
using Steadfast.Local.Stack.Web;

namespace Steadfast.WebApp.Tests.Notes;

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(int Status, string? ContentType, string? RetryAfter, string? Location, JsonElement Body)
{
    /// <summary>The code of a problem; null for anything else.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;
}

/// <summary>One web application and what its API answers.</summary>
public sealed class NotesClient : IAsyncDisposable
{
    private const string Path = "/api/notes";

    private readonly HttpClient _http;

    private NotesClient(WebProcess web)
    {
        Web = web;
        // Not one connection for each request that waits: what the instance holds open is then its own doing.
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = web.Options.Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public WebProcess Web { get; }

    /// <summary>Starts an instance with these settings.</summary>
    public static async Task<NotesClient> StartAsync(IReadOnlyDictionary<string, string?> settings, string id = "1", Uri? address = null)
    {
        var web = new WebProcess(new WebProcessOptions(WebAppUnderTest.Assembly, address ?? new Uri($"http://{Loopback.Free()}"), id, "1") { Environment = settings });
        await web.StartAsync(TestContext.Current.CancellationToken);
        return new NotesClient(web);
    }

    /// <summary>Starts an instance and returns when it has found its database usable.</summary>
    public static async Task<NotesClient> StartConnectedAsync(IReadOnlyDictionary<string, string?> settings, string id = "1", Uri? address = null)
    {
        var client = await StartAsync(settings, id, address);
        await client.BecomesAsync("ok");
        return client;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> ListAsync(string query = "") => GetAsync(Path + query);

    public Task<Answer> DeleteAsync(long id) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"{Path}/{id}"));

    public Task<Answer> AddAsync(string text, string? key = null) => PostAsync(JsonContent.Create(new { text }), key ?? Guid.NewGuid().ToString());

    /// <summary>Sends a note under one key until it is stored, as a client should.</summary>
    public async Task StoreAsync(string text)
    {
        string key = Guid.NewGuid().ToString();
        await Eventually.TrueAsync(async () => (await AddAsync(text, key)).Status is 200 or 201, $"'{text}' is stored");
    }

    public Task<Answer> PostAsync(HttpContent content, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return SendAsync(request);
    }

    /// <summary>A POST without a body, with a header more if one is named.</summary>
    public Task<Answer> PostAsync(string path, string? header = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (header is not null)
        {
            request.Headers.Add(header, "1");
        }

        return SendAsync(request);
    }

    /// <summary>What the instance says of the database.</summary>
    public async Task<JsonElement> DatabaseAsync() => (await GetAsync("/status")).Body.GetProperty("database");

    /// <summary>Waits until the instance finds the database in this state.</summary>
    public Task BecomesAsync(string state) => Eventually.TrueAsync(
        async () => (await DatabaseAsync()).GetProperty("state").GetString() == state, $"the database is {state}");

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return Web.DisposeAsync();
    }

    /// <summary>One GET over another client.</summary>
    public static Task<Answer> ReadAsync(HttpClient http, string path) => SendAsync(http, new HttpRequestMessage(HttpMethod.Get, path));

    private Task<Answer> SendAsync(HttpRequestMessage request) => SendAsync(_http, request);

    private static async Task<Answer> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using var sent = request;
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Answer(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.RetryAfter?.ToString(),
            answer.Headers.Location?.ToString(),
            answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonDocument.Parse(body).RootElement : default);
    }
}

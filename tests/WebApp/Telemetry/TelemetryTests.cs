using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Tests.Telemetry;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Telemetry;

/// <summary>A real database, and a real receiver of OTLP that is there, hangs or is away.</summary>
[Trait("Category", "real-processes")]
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Secret = "what-nobody-else-may-read";

    private readonly HttpClient _http = new();
    private MariaDb _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await MariaDb.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task From_the_request_of_a_client_to_the_statement_is_one_trace()
    {
        using OtlpReceiver receiver = OtlpReceiver.Start(Loopback.Any().Address);
        await using var app = await NotesClient.StartConnectedAsync(With(receiver.Settings));
        (string trace, string client) = (Hex(16), Hex(8));

        await app.StoreAsync(Secret);
        using var answer = await GetAsync(app, "/api/notes", $"00-{trace}-{client}-01");
        await Eventually.TrueAsync(() => receiver.Trace(trace).Any(span => span.ParentId == client), "the span of the request arrives");

        ReceivedSpan request = receiver.Trace(trace).Single(span => span.ParentId == client);
        ReceivedSpan statement = receiver.Trace(trace).Single(span => span.Attributes.GetValueOrDefault("db.query.text", "").Contains("FROM notes", StringComparison.Ordinal));
        Assert.Equal(("steadfast-webapp", "GET /api/notes", request.Id), (request.Service, request.Name, statement.ParentId));
        Assert.Equal(
            [
                "http.request.method=GET", "http.response.status_code=200", "http.route=/api/notes", "network.protocol.version=1.1",
                $"server.address={app.Web.EndPoint.Address}", "server.port=8080", "url.path=/api/notes", "url.scheme=http",
            ],
            request.Lines);
        Assert.Equal(
            ["db.connection_id", "db.namespace", "db.query.text", "db.system.name", "network.peer.address", "network.peer.port", "server.address"],
            statement.Attributes.Keys.Order(StringComparer.Ordinal));
        // As it is written in the code: with the names of its parameters, not with their values.
        Assert.EndsWith("ORDER BY id ASC LIMIT @rows", statement.Attributes["db.query.text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_a_text_nor_a_password_nor_a_probe_is_sent()
    {
        using OtlpReceiver receiver = OtlpReceiver.Start(Loopback.Any().Address);
        await using var app = await NotesClient.StartConnectedAsync(With(receiver.Settings));

        await app.StoreAsync(Secret);
        using var answer = await GetAsync(app, $"/api/notes?code={Secret}", null);
        await Eventually.TrueAsync(() => receiver.Spans.Any(span => span.Name == "GET /api/notes"), "the span of the request arrives");
        await Eventually.TrueAsync(() => receiver.Metrics.ContainsKey("http.server.request.duration"), "metrics arrive");

        Assert.True(receiver.HasSeen("steadfast-webapp"));
        Assert.Equal((false, false), (receiver.HasSeen(Secret), receiver.HasSeen(await File.ReadAllTextAsync(_database.PasswordFile, Ct))));
        Assert.Equal([], receiver.Spans.Where(span => span.Name.Contains("healthz", StringComparison.Ordinal) || span.Name.Contains("status", StringComparison.Ordinal)));
        // The looks at the database belong to no request.
        Assert.Equal([], receiver.Spans.Where(span => span.ParentId == "" && !span.Attributes.ContainsKey("http.request.method")).Select(span => span.Name));
    }

    [Fact]
    public async Task A_read_of_the_cache_is_a_part_of_the_trace()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        await using CachePair cache = new(Loopback.Free(), Loopback.Free(), Loopback.Free(), "8mb", TimeProvider.System);
        await cache.StartAsync(Ct);
        using OtlpReceiver receiver = OtlpReceiver.Start(Loopback.Any().Address);
        await using var app = await NotesClient.StartConnectedAsync(With([.. receiver.Settings, new("Cache__Connection", $"{cache.Way.Address}")]));

        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await GetAsync(app, "/api/notes", null);
                return receiver.Spans.Any(span => span.Attributes.GetValueOrDefault("db.system") == "redis" && span.ParentId != "");
            },
            "a span of the cache arrives", 30);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("is away")]
    public async Task A_receiver_that_does_not_answer_changes_nothing_for_requests_nor_for_the_end(string fault)
    {
        // A socket that listens and never accepts is what a stopped process is: connections are made by the kernel, and nobody answers.
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        IPEndPoint address = new(Loopback.Any().Address, 4318);
        silent.Bind(address);
        if (fault == "hangs")
        {
            silent.Listen(1024);
        }

        await using var app = await NotesClient.StartConnectedAsync(With(OtlpReceiver.SettingsOf(new($"http://{address}/"))));
        await app.StoreAsync(Secret);
        var watch = Stopwatch.StartNew();
        TimeSpan longest = TimeSpan.Zero;
        // More than its queue holds (2,048), and long enough for several exports to run into their time-outs.
        for (int request = 0; request < 3000 || watch.Elapsed < TimeSpan.FromSeconds(5); request++)
        {
            TimeSpan began = watch.Elapsed;
            using var answer = await GetAsync(app, "/api/notes", null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            TimeSpan took = watch.Elapsed - began;
            longest = took > longest ? took : longest;
        }

        watch.Restart();
        int? code = await app.Web.StopAsync();

        Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(0, code);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }

    private Dictionary<string, string?> With(IEnumerable<KeyValuePair<string, string?>> more) => new([.. _database.Settings, .. more]);

    private Task<HttpResponseMessage> GetAsync(NotesClient app, string path, string? traceParent)
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri(app.Web.Options.Address, path));
        request.Headers.Add("traceparent", traceParent ?? $"00-{Hex(16)}-{Hex(8)}-01");
        return _http.SendAsync(request, Ct);
    }

    private static string Hex(int bytes) => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(bytes));
}

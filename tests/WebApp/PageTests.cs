using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steadfast.Local.Stack.Web;

namespace Steadfast.WebApp.Tests;

[Trait("Category", "real-processes")]
public sealed partial class PageTests : IAsyncLifetime
{
    private const string Hostile = "<script>alert(1)</script>&\"'{{uptime}}";

    private readonly WebProcess _web = new(new WebProcessOptions(
        WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), Hostile, "3")
    { Environment = SlowRequests.Environment });

    private readonly HttpClient _client = new();

    public async ValueTask InitializeAsync()
    {
        _client.BaseAddress = _web.Options.Address;
        await _web.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _web.DisposeAsync();
    }

    [Fact]
    public async Task The_page_says_hello_and_who_served_it_with_every_value_encoded()
    {
        using var answer = await GetAsync("/");
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("<h1>Hello World</h1>", page);
        Assert.Contains("<dd class=\"name\">&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#x27;&#x7B;&#x7B;uptime}}</dd>", page);
        Assert.Contains("<dd>3 <span class=\"zones\"><i></i><i></i><i class=\"on\"></i></span></dd>", page);
        Assert.Contains("</i>Serving</span>", page);
        Assert.Contains("<dd id=\"database\" class=\"plain\"><i></i><span>None</span></dd>", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("{{", page);
    }

    [Fact]
    public async Task The_pages_own_style_is_the_only_thing_its_policy_allows()
    {
        using var answer = await GetAsync("/");
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string css = Style().Match(page).Groups[1].Value;
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(css)));

        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain(" style=", page);
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    [InlineData("HEAD", "/", HttpStatusCode.OK)]
    [InlineData("GET", "/healthz", HttpStatusCode.OK)]
    [InlineData("HEAD", "/healthz", HttpStatusCode.OK)]
    [InlineData("GET", "/status", HttpStatusCode.OK)]
    [InlineData("GET", "/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/test/fails", HttpStatusCode.InternalServerError)]
    public async Task Every_answer_names_the_instance_and_carries_the_security_headers(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["X-Served-By"] = Hostile,
                ["X-Content-Type-Options"] = "nosniff",
                ["X-Frame-Options"] = "DENY",
                ["Referrer-Policy"] = "no-referrer",
                ["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()",
                ["Cross-Origin-Opener-Policy"] = "same-origin",
                ["Cross-Origin-Resource-Policy"] = "same-origin",
            },
            answer.Headers
                // ASP.NET Core's exception handler adds Pragma, and a word to Cache-Control.
                .Where(each => each.Key is not ("Date" or "Content-Security-Policy" or "Transfer-Encoding" or "Pragma" or "Cache-Control" or "Vary"))
                .ToDictionary(each => each.Key, each => string.Join(", ", each.Value)));
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData("*/*", null)]
    public async Task A_browser_is_asked_to_connect_anew_so_that_it_can_reach_another_instance(string accept, bool? close)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(close, answer.Headers.ConnectionClose);
    }

    [Fact]
    public async Task A_client_that_takes_compressed_pages_gets_the_same_page_in_fewer_bytes()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = _web.Options.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = new GZipStream(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(body);
        string page = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        string plain = await client.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(Uptime().Replace(plain, ""), Uptime().Replace(page, ""));
        Assert.InRange(answer.Content.Headers.ContentLength ?? 0, 500, plain.Length / 2);
    }

    [Fact]
    public async Task A_failed_request_says_so_without_details()
    {
        using var answer = await GetAsync("/test/fails");

        Assert.Equal("This request failed. Please try again.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Health_is_two_letters()
    {
        using var answer = await GetAsync("/healthz");

        Assert.Equal(("ok", "text/plain; charset=utf-8"),
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Content.Headers.ContentType?.ToString()));
    }

    [Fact]
    public async Task Status_tells_what_the_instance_knows_of_itself()
    {
        var slow = GetAsync("/test/slow?ms=20000");
        JsonElement status = default;
        await Eventually.TrueAsync(async () =>
        {
            status = JsonDocument.Parse(await _client.GetStringAsync("/status", TestContext.Current.CancellationToken)).RootElement;
            return status.GetProperty("inFlight").GetInt32() == 1;
        }, "the slow request is in flight");

        Assert.Equal(
            ["instance", "zone", "version", "startedAt", "uptimeSeconds", "draining", "inFlight", "database", "cache", "files"],
            status.EnumerateObject().Select(each => each.Name));
        Assert.Equal((Hostile, "3", "0.1.0", false, "none"), (
            status.GetProperty("instance").GetString(),
            status.GetProperty("zone").GetString(),
            status.GetProperty("version").GetString(),
            status.GetProperty("draining").GetBoolean(),
            status.GetProperty("database").GetProperty("state").GetString()));
        Assert.InRange(status.GetProperty("uptimeSeconds").GetDouble(), 0.001, 600);
        Assert.InRange(status.GetProperty("startedAt").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow());
        Assert.False(slow.IsCompleted);
        // The client gives up; the server must not count the request for ever.
        _client.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        await Eventually.TrueAsync(
            async () => (await _client.GetStringAsync("/status", TestContext.Current.CancellationToken)).Contains("\"inFlight\":0"),
            "nothing is in flight");
    }

    [Fact]
    public async Task A_large_body_sent_to_a_page_that_takes_none_is_refused_and_harms_nobody()
    {
        using var answer = await _client.PostAsync("/", new ByteArrayContent(new byte[70_000]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        using var next = await GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    private Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path, TestContext.Current.CancellationToken);

    [GeneratedRegex("<dt>Up for</dt><dd>.*?</dd>")]
    private static partial Regex Uptime();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}

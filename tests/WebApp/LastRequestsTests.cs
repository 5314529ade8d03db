using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Steadfast.Local.Stack.Web;
using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Tests;

[Trait("Category", "real-processes")]
public sealed class LastRequestsTests : IAsyncLifetime
{
    private readonly WebProcess _web = new(new WebProcessOptions(WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), "1", "1"));
    private readonly HttpClient _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _web.StartAsync(Ct);
        _http.BaseAddress = _web.Options.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _web.DisposeAsync();
    }

    [Fact]
    public async Task They_are_told_oldest_first_without_the_looks_and_without_queries()
    {
        foreach (string path in new[] { "/?password=x", "/healthz", "/nothing-here", "/status" })
        {
            using HttpResponseMessage answer = await _http.GetAsync(path, Ct);
        }

        JsonElement all = await _http.GetFromJsonAsync<JsonElement>("/status/requests", Ct);

        Assert.Equal(
            [("GET", "/", 200), ("GET", "/nothing-here", 404)],
            all.EnumerateArray().Select(each => (each.GetProperty("method").GetString(), each.GetProperty("path").GetString(), each.GetProperty("status").GetInt32())));
    }

    [Fact]
    public async Task Only_the_last_fifty_are_kept()
    {
        for (int number = 0; number < 60; number++)
        {
            using HttpResponseMessage answer = await _http.GetAsync($"/{number}", Ct);
        }

        JsonElement all = await _http.GetFromJsonAsync<JsonElement>("/status/requests", Ct);

        Assert.Equal([.. Enumerable.Range(10, 50).Select(number => $"/{number}")], all.EnumerateArray().Select(each => each.GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Azure-FDID")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    public async Task Whoever_comes_through_a_proxy_is_not_told(string header)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/status/requests");
        request.Headers.TryAddWithoutValidation(header, "203.0.113.7");

        using HttpResponseMessage answer = await _http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.4", true)]
    [InlineData("203.0.113.7", false)]
    public void Whoever_comes_without_a_proxy_is_told_in_the_private_network_only(string address, bool told)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);

        Assert.Equal(told, LastRequestsApi.IsFromTheAutomation(context));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("203.0.113.7", false)]
    [InlineData("::ffff:10.0.0.4", true)]
    [InlineData("2001:db8::1", false)]
    public void Only_the_private_network_is_told(string address, bool told) => Assert.Equal(told, LastRequestsApi.IsPrivate(IPAddress.Parse(address)));
}

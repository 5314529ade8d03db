using System.Net;
using Steadfast.Local.Stack.Web;

namespace Steadfast.WebApp.Tests;

[Trait("Category", "real-processes")]
public sealed class FrontDoorTests : IAsyncDisposable
{
    private const string Door = "9a1c7f0e-0000-4000-8000-5f6b2d3c4e5f";

    private readonly HttpClient _client = new();
    private WebProcess? _web;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }
    }

    [Fact]
    public async Task Only_what_came_through_our_own_door_is_served_and_the_observers()
    {
        await StartAsync(Door);

        Assert.Equal(
            [
                "/ without a door: Forbidden",
                "/ through the door of others: Forbidden",
                "/ through two doors: Forbidden",
                "/ through our door: OK",
                "/ through our door in capitals: OK",
                "/api/notes without a door: Forbidden",
                "/healthzz without a door: Forbidden",
                "/healthz without a door: OK",
                "/status without a door: OK",
                "/status/write without a door, and without a database: NotFound",
            ],
            [
                $"/ without a door: {await AskAsync("/")}",
                $"/ through the door of others: {await AskAsync("/", "00000000-0000-4000-8000-5f6b2d3c4e5f")}",
                $"/ through two doors: {await AskAsync("/", Door, Door)}",
                $"/ through our door: {await AskAsync("/", Door)}",
                $"/ through our door in capitals: {await AskAsync("/", Door.ToUpperInvariant())}",
                $"/api/notes without a door: {await AskAsync("/api/notes")}",
                $"/healthzz without a door: {await AskAsync("/healthzz")}",
                $"/healthz without a door: {await AskAsync("/healthz")}",
                $"/status without a door: {await AskAsync("/status")}",
                $"/status/write without a door, and without a database: {await AskAsync("/status/write")}",
            ]);
    }

    [Fact]
    public async Task A_refusal_names_neither_the_door_nor_anything_of_the_inside()
    {
        await StartAsync(Door);

        using var page = await SendAsync("/");
        using var api = await SendAsync("/api/notes");

        Assert.Equal(
            ("This is not the way in. Use the public address of the site.", "no-store"),
            (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), page.Headers.CacheControl?.ToString()));
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(Door, await api.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Door, "", "max-age=31536000")]
    [InlineData("", "https://staging.example.org", "max-age=31536000")]
    [InlineData("", "http://127.0.0.1:8080", null)]
    [InlineData("", "", null)]
    public async Task A_browser_comes_by_https_only_once_it_has_where_there_is_https(string door, string address, string? policy)
    {
        await StartAsync(door, address);

        using var page = await SendAsync("/", door);
        using var refused = await SendAsync("/", "other");

        Assert.Equal((policy, policy), (PolicyOf(page), PolicyOf(refused)));
    }

    [Fact]
    public async Task Where_there_is_no_door_everybody_is_served()
    {
        await StartAsync("");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync("/"), await AskAsync("/", "any")));
    }

    private static string? PolicyOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? Assert.Single(values) : null;

    private async Task StartAsync(string door, string address = "")
    {
        _web = new(new WebProcessOptions(WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), "1", "1")
        {
            Environment = new Dictionary<string, string?> { ["STEADFAST_FRONT_DOOR_ID"] = door, ["SignIn__PublicAddress"] = address },
        });
        _client.BaseAddress = _web.Options.Address;
        await _web.StartAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpStatusCode> AskAsync(string path, params string[] doors)
    {
        using var answer = await SendAsync(path, doors);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, params string[] doors)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach (string door in doors)
        {
            request.Headers.Add("X-Azure-FDID", door);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

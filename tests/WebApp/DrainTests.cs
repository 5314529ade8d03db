using System.Net;
using System.Text.Json;
using Steadfast.Local.Stack.Traffic;
using Steadfast.Local.Stack.Web;

namespace Steadfast.WebApp.Tests;

[Trait("Category", "real-processes")]
public sealed class DrainTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task While_draining_health_is_503_and_every_request_is_still_served()
    {
        await using var web = await StartAsync(delay: 2, deadline: 5);
        using var client = new HttpClient { BaseAddress = web.Options.Address };
        await using var traffic = TrafficClient.Start(new(web.Options.Address, 100));
        await Eventually.TrueAsync(() => traffic.Report().Total > 20, "traffic");

        var stopping = web.StopAsync();
        await Eventually.TrueAsync(async () => await StatusOfAsync(client, "/healthz") == HttpStatusCode.ServiceUnavailable, "not healthy");
        int before = traffic.Report().Total;
        await Eventually.TrueAsync(() => traffic.Report().Total > before + 50, "served on while draining");
        using var page = await client.GetAsync("/", None);
        var report = await traffic.StopAsync();

        Assert.Equal(0, report.Failed);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("</i>Draining</span>", await page.Content.ReadAsStringAsync(None));
        Assert.True(page.Headers.ConnectionClose);
        Assert.True(JsonDocument.Parse(await client.GetStringAsync("/status", None)).RootElement.GetProperty("draining").GetBoolean());
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task Requests_in_flight_are_finished_before_it_exits_with_0()
    {
        await using var web = await StartAsync(delay: 0.2, deadline: 10);
        using var client = new HttpClient { BaseAddress = web.Options.Address };
        var slow = Enumerable.Range(0, 20).Select(_ => client.GetStringAsync("/test/slow?ms=1500", None)).ToArray();
        await InFlightAsync(client, 20);

        int? code = await web.StopAsync();

        Assert.Equal(0, code);
        Assert.Equal(Enumerable.Repeat("done", 20), await Task.WhenAll(slow));
    }

    [Fact]
    public async Task A_request_that_outlasts_the_deadline_is_cut_off_and_the_exit_is_still_0()
    {
        await using var web = await StartAsync(delay: 0, deadline: 0.5);
        using var client = new HttpClient { BaseAddress = web.Options.Address };
        var endless = client.GetStringAsync("/test/slow?ms=600000", None);
        await InFlightAsync(client, 1);

        int? code = await web.StopAsync();

        Assert.Equal(0, code);
        await Assert.ThrowsAsync<HttpRequestException>(() => endless);
    }

    [Fact]
    public async Task The_log_is_one_json_object_per_line_and_tells_the_story_of_the_stop()
    {
        await using var web = await StartAsync(delay: 0, deadline: 1);
        Assert.Empty(web.Output);

        await web.StopAsync();

        Assert.Equal(
            [201, 202, 203],
            web.Output.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("EventId").GetInt32()));
    }

    private static async Task<WebProcess> StartAsync(double delay, double deadline)
    {
        var web = new WebProcess(new WebProcessOptions(WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), "1", "1")
        {
            DrainDelay = TimeSpan.FromSeconds(delay),
            DrainDeadline = TimeSpan.FromSeconds(deadline),
            Environment = SlowRequests.Environment,
        });
        await web.StartAsync(None);
        return web;
    }

    private static Task InFlightAsync(HttpClient client, int count) => Eventually.TrueAsync(
        async () => (await client.GetStringAsync("/status", None)).Contains($"\"inFlight\":{count},"), $"{count} requests are in flight");

    private static async Task<HttpStatusCode> StatusOfAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, None);
        return answer.StatusCode;
    }
}

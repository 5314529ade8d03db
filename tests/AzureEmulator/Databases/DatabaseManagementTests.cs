using System.Net;
using System.Text;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Schemas, parameters, backups, stop and start of the flexible server.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseManagementTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopped_server_stays_stopped_until_it_is_started()
    {
        await using var stack = await StartAsync();

        await RunAsync(stack, "POST", "/stop");
        var stopped = stack.Emulator.Database!.State.State;
        using var again = await SendAsync(stack, "POST", "/stop");
        using var failover = await SendAsync(stack, "POST", "/failover");
        await RunAsync(stack, "POST", "/start");
        await Poll.UntilAsync("redundancy", () => stack.Emulator.Database.State.HighAvailability == HighAvailabilityState.Healthy);

        Assert.Equal(("Stopped", "Ready"), (stopped, stack.Emulator.Database.State.State));
        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict], new[] { again, failover }.Select(answer => answer.StatusCode));
        Assert.Equal("stop,restart,restore", string.Join(',', stack.Pair.Calls));
    }

    [Fact]
    public async Task Nobody_recovers_a_server_that_was_stopped_on_purpose()
    {
        ManualClock clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var stack = await TestStack.StartAsync(options => options with { Clock = clock }, new FakeDatabase());

        await RunAsync(stack, "POST", "/stop");
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["dbstop"], stack.Emulator.Database!.Operations.All.Select(one => one.Kind));
    }

    [Fact]
    public async Task Schemas_are_made_and_dropped_on_the_servers()
    {
        await using var stack = await StartAsync();

        await RunAsync(stack, "PUT", "/databases/shop", """{"properties":{"charset":"utf8mb4","collation":"utf8mb4_general_ci"}}""");
        var made = await stack.GetAsync($"{TestStack.Database}/databases/shop");
        await RunAsync(stack, "DELETE", "/databases/app");
        var left = (await stack.GetAsync($"{TestStack.Database}/databases"))["value"]!.AsArray();

        Assert.Equal("""{"charset":"utf8mb4","collation":"utf8mb4_general_ci"}""", made["properties"]!.ToJsonString());
        Assert.Equal(["shop"], left.Select(one => one!["name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("PUT", "/databases/a%60b", "{}")]
    [InlineData("PUT", "/databases/shop", """{"properties":{"charset":"utf8mb4; DROP DATABASE app"}}""")]
    [InlineData("PUT", "/configurations/max_connections", """{"properties":{"value":"many"}}""")]
    [InlineData("PUT", "/configurations/read_only", """{"properties":{"value":"ON"}}""")]
    [InlineData("PUT", "/configurations/gtid_strict_mode", """{"properties":{"value":"OFF"}}""")]
    [InlineData("PATCH", "/configurations/sql_mode", """{"properties":{"value":"' OR 1"}}""")]
    [InlineData("POST", "/updateConfigurations", """{"value":[{"name":"max_connections","properties":{"value":"200"}},{"name":"none","properties":{"value":"1"}}]}""")]
    [InlineData("PUT", "/backups/automatic-1", "{}")]
    [InlineData("PATCH", "", """{"properties":{"version":"8.0.21"}}""")]
    public async Task What_cannot_be_done_is_refused_before_the_servers_are_touched(string method, string below, string body)
    {
        await using var stack = await StartAsync();

        using var answer = await SendAsync(stack, method, below, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(stack.Emulator.Database!.Operations.All);
    }

    [Fact]
    public async Task Parameter_is_changed_on_the_servers_and_can_be_reset()
    {
        await using var stack = await StartAsync();

        await RunAsync(stack, "PUT", "/configurations/max_connections", """{"properties":{"value":"200","source":"user-override"}}""");
        var changed = await stack.GetAsync($"{TestStack.Database}/configurations/max_connections");
        await RunAsync(stack, "PATCH", "/configurations/max_connections", """{"properties":{"source":"system-default"}}""");
        var reset = await stack.GetAsync($"{TestStack.Database}/configurations/max_connections");
        await RunAsync(stack, "POST", "/updateConfigurations", """{"value":[{"name":"max_connections","properties":{"value":"300"}},{"name":"sql_mode","properties":{"value":"ANSI"}}]}""");

        Assert.Equal(
            """{"value":"200","currentValue":"200","defaultValue":"151","dataType":"Integer","source":"user-override","isReadOnly":"False","isDynamicConfig":"True","isConfigPendingRestart":"False"}""",
            changed["properties"]!.ToJsonString());
        Assert.Equal(("151", "system-default"), (reset["properties"]!["value"]!.GetValue<string>(), reset["properties"]!["source"]!.GetValue<string>()));
        Assert.Equal(("300", "ANSI"), (stack.Pair.Parameters["max_connections"], stack.Pair.Parameters["sql_mode"]));
    }

    [Fact]
    public async Task Backups_are_remembered()
    {
        await using var stack = await StartAsync();

        await RunAsync(stack, "PUT", "/backups/before-release");
        var all = (await stack.GetAsync($"{TestStack.Database}/backups"))["value"]!.AsArray();

        Assert.Equal(["automatic-1 Automatic", "before-release On-Demand"], all.Select(one => $"{one!["name"]} {one["properties"]!["source"]}"));
    }

    [Fact]
    public async Task Servers_that_do_not_answer_are_said_to_and_nothing_else_is()
    {
        await using var stack = await StartAsync();
        stack.Pair.LooksBreak = true;

        using var answer = await SendAsync(stack, "GET", "/databases");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("route", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static Task<TestStack> StartAsync() => TestStack.StartAsync(pair: new FakeDatabase());

    private static async Task RunAsync(TestStack stack, string method, string below, string body = "")
    {
        using var accepted = await SendAsync(stack, method, below, body);
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync(Ct));
        await Poll.UntilAsync("the end", () => stack.Emulator.Database!.Operations.All.All(one => one.EndTime is not null));
    }

    private static async Task<HttpResponseMessage> SendAsync(TestStack stack, string method, string below, string body = "")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), TestStack.Versioned(TestStack.Database + below));
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await stack.Http.SendAsync(request, Ct);
    }
}

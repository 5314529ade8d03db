using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>What a caller sees on the wire.</summary>
[Trait("Category", "fast")]
public sealed class ArmContractTests
{
    private const string Version = "api-version=2023-07-01";
    private const string NetworkVersion = "api-version=2025-05-01";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", TestStack.Set, 400, "MissingApiVersionParameter")]
    [InlineData("GET", TestStack.Set + "?api-version=latest", 400, "InvalidApiVersionParameter")]
    [InlineData("GET", "/nowhere?" + Version, 404, "ResourceNotFound")]
    [InlineData("GET", "/subscriptions/other/resourceGroups/rg/providers/Microsoft.Network/loadBalancers/lb?" + NetworkVersion, 404, "SubscriptionNotFound")]
    [InlineData("GET", "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/other/providers/Microsoft.Network/loadBalancers/lb?" + NetworkVersion, 404, "ResourceGroupNotFound")]
    [InlineData("GET", TestStack.Balancer + "2?" + NetworkVersion, 404, "ResourceNotFound")]
    [InlineData("PUT", TestStack.Balancer + "2?" + NetworkVersion, 501, "NotImplemented")]
    [InlineData("PUT", TestStack.Balancer + "?" + NetworkVersion, 501, "NotImplemented")]
    [InlineData("GET", TestStack.Balancer + "/probes/none?" + NetworkVersion, 404, "ResourceNotFound")]
    [InlineData("GET", TestStack.Balancer + "/nonsense?" + NetworkVersion, 404, "ResourceNotFound")]
    [InlineData("GET", TestStack.Balancer + "?" + Version, 400, "InvalidApiVersionParameter")]
    [InlineData("POST", TestStack.Set + "/virtualMachines/1/redeploy?" + Version, 501, "NotImplemented")]
    [InlineData("DELETE", TestStack.Set + "?" + Version, 501, "NotImplemented")]
    [InlineData("GET", TestStack.Group + "/providers/Microsoft.KeyVault/vaults/v?api-version=2024-11-01", 501, "NotImplemented")]
    [InlineData("GET", TestStack.Group + "/providers/Microsoft.Nonsense/things/t?api-version=2024-11-01", 404, "ResourceNotFound")]
    [InlineData("GET", TestStack.Set + "/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview", 501, "NotImplemented")]
    [InlineData("GET", TestStack.Set + "/virtualMachines/9?" + Version, 404, "InstanceNotFound")]
    [InlineData("POST", TestStack.Set + "/virtualMachines/9/restart?" + Version, 404, "InstanceNotFound")]
    [InlineData("GET", TestStack.Set + "/virtualMachines?$expand=everything&" + Version, 400, "InvalidParameter")]
    [InlineData("GET", TestStack.Set + "/virtualMachines?$skiptoken=%2A&" + Version, 400, "InvalidParameter")]
    [InlineData("GET", TestStack.Set + "/virtualMachines/1/restart?" + Version, 405, "MethodNotAllowed")]
    public async Task Mistakes_are_answered_with_an_error_envelope(string method, string path, int status, string code)
    {
        await using var stack = await TestStack.StartAsync();

        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using var response = await stack.Http.SendAsync(request, Ct);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["error"]!;

        Assert.Equal((status, code), ((int)response.StatusCode, error["code"]!.GetValue<string>()));
        Assert.NotEmpty(error["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Unknown_api_version_is_refused_with_those_that_are_known()
    {
        await using var stack = await TestStack.StartAsync();

        using var refused = await stack.Http.GetAsync($"{TestStack.Balancer}/probes?api-version=2019-04-01", Ct);
        var message = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Ct))!["error"]!["message"]!.GetValue<string>();

        Assert.Equal(
            "The api-version '2019-04-01' is not known for Microsoft.Network/loadBalancers. The supported api-versions are "
                + "'2022-01-01, 2022-05-01, 2022-07-01, 2025-01-01, 2025-03-01, 2025-05-01, 2025-07-01, 2025-09-01'.",
            message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Basic token-of-the-test")]
    public async Task Only_the_token_opens(string? authorization)
    {
        await using var stack = await TestStack.StartAsync();

        using HttpRequestMessage request = new(HttpMethod.Get, $"{stack.Emulator.Url.AbsoluteUri.TrimEnd('/')}{TestStack.Set}?{Version}");
        request.Headers.Authorization = authorization is null ? null : AuthenticationHeaderValue.Parse(authorization);
        using HttpClient stranger = new();
        using var response = await stranger.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("\"code\":\"AuthenticationFailed\"", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal([401], stack.Emulator.Requests.Entries.Select(entry => entry.Status));
    }

    [Fact]
    public async Task Paths_are_matched_without_regard_to_case()
    {
        await using var stack = await TestStack.StartAsync();

        var body = await stack.GetAsync($"{TestStack.Set}/virtualMachines/1".ToUpperInvariant());

        Assert.Equal($"{TestStack.Set}/virtualMachines/1", body["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_answer_has_request_ids()
    {
        await using var stack = await TestStack.StartAsync();
        var correlation = "a6a3a3a6-0000-4000-8000-000000000001";

        using HttpRequestMessage request = new(HttpMethod.Get, $"{TestStack.Set}?{Version}");
        request.Headers.Add("x-ms-correlation-request-id", correlation);
        using var response = await stack.Http.SendAsync(request, Ct);

        Assert.True(Guid.TryParse(response.Headers.GetValues("x-ms-request-id").Single(), out _));
        Assert.Equal(correlation, response.Headers.GetValues("x-ms-correlation-request-id").Single());
    }

    [Fact]
    public async Task Pages_link_to_the_next_until_the_last()
    {
        await using var stack = await TestStack.StartAsync();

        var first = await stack.GetAsync($"{TestStack.Set}/virtualMachines");
        Uri next = new(first["nextLink"]!.GetValue<string>());
        var second = JsonNode.Parse(await stack.Http.GetStringAsync(next.PathAndQuery, Ct))!;

        Assert.Equal(stack.Emulator.Url.GetLeftPart(UriPartial.Authority), next.GetLeftPart(UriPartial.Authority));
        Assert.Equal(["0", "1"], first["value"]!.AsArray().Select(one => one!["instanceId"]!.GetValue<string>()));
        Assert.Equal(["2"], second["value"]!.AsArray().Select(one => one!["instanceId"]!.GetValue<string>()));
        Assert.Null(second["nextLink"]);
        Assert.Null(first["value"]![0]!["properties"]!["instanceView"]);
    }

    [Fact]
    public async Task Network_interfaces_lead_from_an_address_to_an_instance_and_to_the_pool()
    {
        await using var stack = await TestStack.StartAsync(options => options with { PageSize = 100 });

        var all = (await stack.GetAsync($"{TestStack.Set}/networkInterfaces"))["value"]!.AsArray();
        var one = (await stack.GetAsync($"{TestStack.Set}/virtualMachines/1/networkInterfaces"))["value"]!.AsArray();
        var pool = (await stack.GetAsync(TestStack.Balancer))["properties"]!["backendAddressPools"]![0]!;

        Assert.Equal(["127.0.1.4", "127.0.1.5", "127.0.1.6"], all.Select(nic => Ip(nic!)["properties"]!["privateIPAddress"]!.GetValue<string>()));
        Assert.Equal($"{TestStack.Set}/virtualMachines/1/networkInterfaces/nic", one.Single()!["id"]!.GetValue<string>());
        Assert.Equal(all[1]!.ToJsonString(), one.Single()!.ToJsonString());
        Assert.Equal(
            all.Select(nic => Ip(nic!)["id"]!.GetValue<string>()),
            pool["properties"]!["backendIPConfigurations"]!.AsArray().Select(member => member!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Load_balancer_names_its_probe_and_its_rule()
    {
        await using var stack = await TestStack.StartAsync();

        var properties = (await stack.GetAsync(TestStack.Balancer))["properties"]!;

        var probe = properties["probes"]![0]!;
        var rule = properties["loadBalancingRules"]![0]!["properties"]!;
        Assert.Equal(
            """{"provisioningState":"Succeeded","protocol":"Http","port":8080,"requestPath":"/healthz","intervalInSeconds":1,"probeThreshold":2,"""
                + $$$"""
                "loadBalancingRules":[{"id":"{{{TestStack.Balancer}}}/loadBalancingRules/http"}]}
                """,
            probe["properties"]!.ToJsonString());
        Assert.Equal(probe["id"]!.GetValue<string>(), rule["probe"]!["id"]!.GetValue<string>());
        Assert.Equal((8080, 8080), (rule["frontendPort"]!.GetValue<int>(), rule["backendPort"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Operation_is_followed_by_its_two_links()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.StickNextOperation();

        using var accepted = await stack.Http.PostAsync($"{TestStack.Set}/virtualmachines/1/restart?{Version}", content: null, Ct);
        Uri status = new(accepted.Headers.GetValues("Azure-AsyncOperation").Single());
        var result = accepted.Headers.Location!;
        var running = JsonNode.Parse(await stack.Http.GetStringAsync(status.PathAndQuery, Ct))!;
        using var pending = await stack.Http.GetAsync(result.PathAndQuery, Ct);
        stack.Emulator.Faults.ReleaseStuckOperations();
        await Poll.UntilAsync("the restart to end", () => stack.Emulator.Operations.All.Single().EndTime is not null);
        var ended = JsonNode.Parse(await stack.Http.GetStringAsync(status.PathAndQuery, Ct))!;
        using var done = await stack.Http.GetAsync(result.PathAndQuery, Ct);

        Assert.Equal((HttpStatusCode.Accepted, TimeSpan.FromSeconds(1)), (accepted.StatusCode, accepted.Headers.RetryAfter!.Delta));
        Assert.Equal(stack.Emulator.Url.GetLeftPart(UriPartial.Authority), status.GetLeftPart(UriPartial.Authority));
        Assert.Equal(stack.Emulator.Url.GetLeftPart(UriPartial.Authority), result.GetLeftPart(UriPartial.Authority));
        Assert.Equal(["startTime", "status", "name"], running.AsObject().Select(pair => pair.Key));
        Assert.Equal(("InProgress", "Succeeded"), (running["status"]!.GetValue<string>(), ended["status"]!.GetValue<string>()));
        Assert.Equal(["startTime", "endTime", "status", "name"], ended.AsObject().Select(pair => pair.Key));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (pending.StatusCode, done.StatusCode));
    }

    [Fact]
    public async Task Throttled_request_says_how_long_to_wait()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.Throttle(requests: 1, TimeSpan.FromSeconds(17));

        using var refused = await stack.Http.GetAsync($"{TestStack.Set}?{Version}", Ct);
        using var served = await stack.Http.GetAsync($"{TestStack.Set}?{Version}", Ct);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(17)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Health_is_what_the_machine_says_and_its_time_moves_only_when_it_changes()
    {
        await using var stack = await TestStack.StartAsync();
        await Poll.UntilAsync("a first health", () => stack.Emulator.ScaleSet.Find("1")!.State.Health.Value == "healthy");

        stack.Machines["1"].Healthy = false;
        await Poll.UntilAsync("the change", () => stack.Emulator.ScaleSet.Find("1")!.State.Health.Value == "unhealthy");
        var view = (await stack.GetAsync($"{TestStack.Set}/virtualMachines/1/instanceView"))["vmHealth"]!["status"]!;
        var set = (await stack.GetAsync($"{TestStack.Set}/instanceView"))["extensions"]![0]!["statusesSummary"]!;

        Assert.Equal(("HealthState/unhealthy", "Error"), (view["code"]!.GetValue<string>(), view["level"]!.GetValue<string>()));
        Assert.Equal(stack.Emulator.ScaleSet.Find("1")!.State.Health.Since, view["time"]!.GetValue<DateTimeOffset>());
        Assert.Equal("""[{"code":"HealthState/healthy","count":2},{"code":"HealthState/unhealthy","count":1}]""", set.ToJsonString());
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        var wrong = TestStack.Options with
        {
            Url = new("http://10.0.0.1:8090"),
            PageSize = 0,
            Database = new(""),
            Machines = [new("1", "1", "127.0.1.4", 80), new("1", "2", "127.0.1.5", 80)],
        };

        var error = Assert.Throws<ArgumentException>(() => EmulatedAzure.Build(wrong, new FakeMachines()));

        Assert.Equal(
            "The emulator cannot be built: Url must be http on a loopback address such as http://127.0.0.1:8090, not http://10.0.0.1:8090/; "
                + "PageSize must be at least 1; Database must have a name; Machines holds instance id 1 more than once.",
            error.Message);
    }

    private static JsonNode Ip(JsonNode nic) => nic["properties"]!["ipConfigurations"]![0]!;
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The flexible server as a caller sees it on the wire.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseContractTests
{
    private const string Version = "api-version=2024-12-30";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_is_shown_with_its_state_its_zones_and_its_address()
    {
        await using var stack = await StartAsync(options => options with { Database = new("mysql") { Host = "127.0.2.10", Port = 3307 } });

        var server = await stack.GetAsync(TestStack.Database.ToUpperInvariant());

        Assert.Equal(
            $$$"""
            {"name":"mysql","id":"{{{TestStack.Database}}}","type":"Microsoft.DBforMySQL/flexibleServers","location":"westeurope",
            "sku":{"name":"Standard_D2ads_v5","tier":"GeneralPurpose"},"properties":{"administratorLogin":"steadfast","availabilityZone":"1",
            "backup":{"backupIntervalHours":24,"backupRetentionDays":7,"geoRedundantBackup":"Disabled"},"databasePort":3307,
            "fullyQualifiedDomainName":"127.0.2.10","highAvailability":{"mode":"ZoneRedundant","standbyAvailabilityZone":"2","state":"Healthy"},
            "maintenanceWindow":{"batchOfMaintenance":"Default","customWindow":"Disabled","dayOfWeek":0,"startHour":0,"startMinute":0},
            "network":{"publicNetworkAccess":"Disabled"},"replicaCapacity":10,"replicationRole":"None","state":"Ready",
            "storage":{"autoGrow":"Enabled","iops":600,"storageSizeGB":100,"storageSku":"Premium_LRS"},"version":"8.4"}}
            """.ReplaceLineEndings(""),
            server.ToJsonString());
    }

    [Theory]
    [InlineData(TestStack.Group)]
    [InlineData("/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590")]
    public async Task Lists_hold_the_server_as_it_is_shown(string level)
    {
        await using var stack = await StartAsync();

        var list = await stack.GetAsync($"{level}/providers/Microsoft.DBforMySQL/flexibleServers");

        Assert.Equal((await stack.GetAsync(TestStack.Database)).ToJsonString(), list["value"]!.AsArray().Single()!.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/maintenances")]
    [InlineData("POST", "/failover")]
    [InlineData("POST", "/restart")]
    [InlineData("GET", "/providers/Microsoft.Insights/metrics")]
    public async Task Without_a_database_there_is_no_server(string method, string below)
    {
        await using var stack = await TestStack.StartAsync();

        Assert.Equal((404, "ResourceNotFound"), await SendAsync(stack, method, $"{TestStack.Database}{below}"));
        Assert.Null(stack.Emulator.Database);
    }

    [Theory]
    [InlineData("GET", "2?" + Version, 404, "ResourceNotFound")]
    [InlineData("GET", "/failover?" + Version, 405, "MethodNotAllowed")]
    [InlineData("POST", "/failover", 400, "MissingApiVersionParameter")]
    public async Task Mistakes_are_answered_with_an_error_envelope(string method, string below, int status, string code)
    {
        await using var stack = await StartAsync();

        Assert.Equal((status, code), await SendAsync(stack, method, TestStack.Database + below, version: ""));
    }

    [Fact]
    public async Task Failover_is_followed_by_its_two_links()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation(OperationKind.Failover);

        using var accepted = await stack.Http.PostAsync($"{TestStack.Database}/failover?{Version}", content: null, Ct);
        Uri status = new(accepted.Headers.GetValues("Azure-AsyncOperation").Single());
        var result = accepted.Headers.Location!;
        var running = await ReadAsync(stack, status);
        using var pending = await stack.Http.GetAsync(result.PathAndQuery, Ct);
        stack.Emulator.Faults.ReleaseStuckOperations();
        var operation = await EndOfAsync(stack);
        var ended = await ReadAsync(stack, status);
        var done = await ReadAsync(stack, result);

        var location = $"{stack.Emulator.Url.GetLeftPart(UriPartial.Authority)}/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/providers/Microsoft.DBforMySQL/locations/westeurope";
        Assert.Equal((HttpStatusCode.Accepted, TimeSpan.FromSeconds(1)), (accepted.StatusCode, accepted.Headers.RetryAfter!.Delta));
        Assert.Equal($"{location}/azureAsyncOperation/{operation.Id}?{Version}", status.AbsoluteUri);
        Assert.Equal($"{location}/operationResults/{operation.Id}?{Version}", result.AbsoluteUri);
        Assert.Equal(HttpStatusCode.Accepted, pending.StatusCode);
        Assert.Equal(["id", "startTime", "status", "name"], running.AsObject().Select(pair => pair.Key));
        Assert.Equal(["id", "startTime", "endTime", "status", "name"], ended.AsObject().Select(pair => pair.Key));
        Assert.Equal(["InProgress", "Succeeded", "Succeeded"], new[] { running, ended, done }.Select(one => one["status"]!.GetValue<string>()));
        Assert.Equal(result.AbsolutePath, done["id"]!.GetValue<string>());
        Assert.Equal(["hand over"], stack.Pair.Calls.Take(1));
    }

    [Theory]
    [InlineData("failover", OperationKind.Failover)]
    [InlineData("restart", OperationKind.DatabaseRestart)]
    public async Task Operation_that_is_made_to_fail_says_so_in_its_document_and_has_touched_nothing(string action, string kind)
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.FailNextOperation("Broken", "broken", kind);

        using var accepted = await stack.Http.PostAsync($"{TestStack.Database}/{action}?{Version}", content: null, Ct);
        await EndOfAsync(stack);
        var ended = await ReadAsync(stack, accepted.Headers.Location!);

        Assert.Equal("""Failed {"code":"Broken","message":"broken"}""", $"{ended["status"]} {ended["error"]!.ToJsonString()}");
        Assert.Equal(new DatabaseState("Ready", "Healthy", "1", "2", RunningOperation: null), stack.Emulator.Database!.State);
        Assert.Empty(stack.Pair.Calls);
    }

    [Theory]
    [InlineData("azureAsyncOperation/none")]
    [InlineData("operationResults/none")]
    public async Task Operation_that_never_was_is_not_found(string below)
    {
        await using var stack = await StartAsync();

        Assert.Equal((404, "ResourceNotFound"), await SendAsync(
            stack, "GET", $"/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/providers/Microsoft.DBforMySQL/locations/westeurope/{below}"));
    }

    [Theory]
    [InlineData("", "restart")]
    [InlineData("""{"restartWithFailover":"Disabled"}""", "restart")]
    [InlineData("""{"restartWithFailover":"Enabled","maxFailoverSeconds":60}""", "hand over")]
    [InlineData("""{"RestartWithFailover":"enabled"}""", "hand over")]
    public async Task Restart_fails_over_only_when_it_is_told_to(string body, string asked)
    {
        await using var stack = await StartAsync();

        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using var accepted = await stack.Http.PostAsync($"{TestStack.Database}/restart?{Version}", content, Ct);
        var operation = await EndOfAsync(stack);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal((OperationKind.DatabaseRestart, Operation.Succeeded), (operation.Kind, operation.Status));
        Assert.Equal([asked], stack.Pair.Calls.Take(1));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"restartWithFailover":"Maybe"}""")]
    [InlineData("""{"restartWithFailover":true}""")]
    [InlineData("""{"restartWithFailover":"Enabled","maxFailoverSeconds":"60"}""")]
    [InlineData("""{"restartWithFailover":"Enabled","maxFailoverSeconds":0}""")]
    public async Task Restart_that_cannot_be_understood_is_a_bad_request(string body)
    {
        await using var stack = await StartAsync();

        Assert.Equal((400, "BadRequest"), await SendAsync(stack, "POST", $"{TestStack.Database}/restart", body: body));
        Assert.Empty(stack.Emulator.Database!.Operations.All);
    }

    [Theory]
    [InlineData("/failover", "")]
    [InlineData("/restart", "")]
    [InlineData("/restart", """{"restartWithFailover":"Enabled"}""")]
    public async Task Server_that_is_busy_refuses(string action, string body)
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation();
        stack.Emulator.DatabaseActions!.Restart();

        Assert.Equal((409, "ServerBusy"), await SendAsync(stack, "POST", TestStack.Database + action, body: body));
    }

    [Theory]
    [InlineData("/failover", "", 409, "HighAvailabilityNotHealthy")]
    [InlineData("/restart", """{"restartWithFailover":"Enabled"}""", 409, "HighAvailabilityNotHealthy")]
    [InlineData("/restart", "", 202, "")]
    public async Task Failover_needs_a_standby_and_a_restart_does_not(string action, string body, int status, string code)
    {
        await using var stack = await StartAsync();
        stack.Emulator.Database!.RepairsStandby = false;
        stack.Pair.Seen = FakeDatabase.StandbyDead;
        await Poll.UntilAsync("the loss of the standby", () => stack.Emulator.Database.State.HighAvailability == "CreatingStandby");

        Assert.Equal((status, code), await SendAsync(stack, "POST", TestStack.Database + action, body: body));
    }

    [Fact]
    public async Task Requests_for_the_database_are_throttled_as_all_others()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.Throttle(requests: 1, TimeSpan.FromSeconds(17));

        Assert.Equal((429, "TooManyRequests"), await SendAsync(stack, "POST", $"{TestStack.Database}/failover"));
        Assert.Empty(stack.Emulator.Database!.Operations.All);
    }

    [Fact]
    public async Task Maintenances_are_listed_as_they_are_announced()
    {
        await using var stack = await StartAsync();
        DateTimeOffset start = new(2026, 1, 15, 6, 0, 0, TimeSpan.FromHours(1));
        var none = await stack.GetAsync($"{TestStack.Database}/maintenances");
        stack.Emulator.Database!.Maintenances = [new("T9Q-TS8", start, start.AddHours(1)) { State = "Processing" }];

        var list = await stack.GetAsync($"{TestStack.Database}/maintenances");

        Assert.Equal("""{"value":[]}""", none.ToJsonString());
        Assert.Equal(
            $$$"""
            {"value":[{"name":"T9Q-TS8","type":"Microsoft.DBforMySQL/flexibleServers/maintenances","id":"{{{TestStack.Database}}}/maintenances/T9Q-TS8",
            "properties":{"maintenanceEndTime":"2026-01-15T06:00:00","maintenanceStartTime":"2026-01-15T05:00:00","maintenanceState":"Processing",
            "maintenanceTitle":"RoutineMaintenance: Processing","maintenanceType":"RoutineMaintenance"}}]}
            """.ReplaceLineEndings(""),
            list.ToJsonString());
    }

    [Fact]
    public async Task State_that_is_shown_lags_and_then_catches_up()
    {
        ManualClock clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var stack = await StartAsync(options => options with { Clock = clock });
        stack.Emulator.Faults.ViewLag = TimeSpan.FromMinutes(2);
        clock.Advance(TimeSpan.FromSeconds(1));
        stack.Emulator.Faults.StickNextOperation();
        stack.Emulator.DatabaseActions!.Failover();

        var atFirst = await StateAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        var later = await StateAsync();

        Assert.Equal(("Ready Healthy", "Updating FailingOver"), (atFirst, later));

        async Task<string> StateAsync()
        {
            var properties = (await stack.GetAsync(TestStack.Database))["properties"]!;
            return $"{properties["state"]} {properties["highAvailability"]!["state"]}";
        }
    }

    private static Task<TestStack> StartAsync(Func<EmulatorOptions, EmulatorOptions>? change = null) => TestStack.StartAsync(change, new FakeDatabase());

    private static async Task<JsonNode> ReadAsync(TestStack stack, Uri link) => JsonNode.Parse(await stack.Http.GetStringAsync(link.PathAndQuery, Ct))!;

    private static async Task<Operation> EndOfAsync(TestStack stack)
    {
        var operations = stack.Emulator.Database!.Operations;
        await Poll.UntilAsync("the end", () => operations.All.Single().EndTime is not null);
        return operations.All.Single();
    }

    private static async Task<(int Status, string Code)> SendAsync(TestStack stack, string method, string path, string version = "?" + Version, string body = "")
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpRequestMessage request = new(new HttpMethod(method), path + version) { Content = content };
        using var response = await stack.Http.SendAsync(request, Ct);
        var answer = await response.Content.ReadAsStringAsync(Ct);
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? "" : JsonNode.Parse(answer)!["error"]!["code"]!.GetValue<string>());
    }
}

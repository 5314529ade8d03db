using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Alerts, rules, action group, autoscale settings, activity log and resource health as people and tools read them.</summary>
[Trait("Category", "fast")]
public sealed class MonitorTests
{
    private const string Subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
    private const string Alerts = Subscription + "/providers/Microsoft.AlertsManagement/alerts";
    private const string Insights = TestStack.Group + "/providers/Microsoft.Insights";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alert_is_listed_from_firing_to_resolution_and_people_say_what_they_think_of_it()
    {
        await using var stack = await TestStack.StartAsync();
        var fired = stack.Emulator.Synthetic.Fire();
        stack.Emulator.ResourceHealth.Send(new($"{TestStack.Set}/virtualMachines/1", "Unavailable", "Available"));
        var name = fired.AlertId.Split('/')[^1];

        using var acknowledged = await SendAsync(stack, "POST", $"{Alerts}/{name}/changestate?newState=Acknowledged");
        stack.Emulator.Synthetic.Resolve(fired);
        var one = (await stack.GetAsync($"{Alerts}/{name}"))["properties"]!["essentials"]!;
        var open = (await stack.GetAsync($"{Alerts}?monitorCondition=Fired"))["value"]!.AsArray();
        var history = (await stack.GetAsync($"{Alerts}/{name}/history"))["properties"]!["modifications"]!.AsArray();
        using var wrong = await SendAsync(stack, "POST", $"{Alerts}/{name}/changestate?newState=Forgotten");

        Assert.Equal(HttpStatusCode.OK, acknowledged.StatusCode);
        Assert.Equal("Acknowledged Resolved Sev4 synthetic-alert", $"{one["alertState"]} {one["monitorCondition"]} {one["severity"]} {one["alertRule"]!.GetValue<string>().Split('/')[^1]}");
        Assert.Equal(["resource-health"], open.Select(alert => alert!["name"]!.GetValue<string>()));
        Assert.Equal(["AlertCreated", "StateChange", "MonitorConditionChange"], history.Select(change => change!["modificationEvent"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData("metricAlerts", "lb-probe-down,lb-data-path-down,mysql-ha-io,mysql-ha-sql,mysql-cpu,mysql-storage,mysql-connections")]
    [InlineData("activityLogAlerts", "resource-health,mysql-resource-health")]
    [InlineData("scheduledQueryRules", "synthetic-alert")]
    [InlineData("actionGroups", "ag-web")]
    [InlineData("autoscaleSettings", "")]
    public async Task What_monitoring_has_is_listed_and_read_one_by_one(string type, string names)
    {
        await using var stack = await TestStack.StartAsync();

        var list = (await stack.GetAsync($"{Subscription}/providers/Microsoft.Insights/{type}"))["value"]!.AsArray();

        Assert.Equal(names, string.Join(',', list.Select(one => one!["name"]!.GetValue<string>())));
        foreach (var one in list)
        {
            Assert.Equal(one!.ToJsonString(), (await stack.GetAsync(one["id"]!.GetValue<string>())).ToJsonString());
        }
    }

    [Fact]
    public async Task Metric_rule_says_what_it_looks_at_and_how_it_stands()
    {
        await using var stack = await TestStack.StartAsync();

        var rule = (await stack.GetAsync($"{Insights}/metricAlerts/lb-probe-down"))["properties"]!;
        var status = (await stack.GetAsync($"{Insights}/metricAlerts/lb-probe-down/status"))["value"]!.AsArray();

        Assert.Equal(
            """{"criterionType":"StaticThresholdCriterion","name":"DipAvailability","metricName":"DipAvailability","metricNamespace":"Microsoft.Network/loadBalancers","operator":"LessThan","threshold":100,"timeAggregation":"Average","dimensions":[{"name":"BackendIPAddress","operator":"Include","values":["*"]}]}""",
            rule["criteria"]!["allOf"]![0]!.ToJsonString());
        Assert.Equal("Healthy", status.Single()!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Test_notification_is_posted_to_the_groups_own_receiver_and_tells_how_it_went()
    {
        await using var stack = await TestStack.StartAsync();
        await using var webhook = await Webhook.StartAsync();
        stack.Emulator.ActionGroup.Add(webhook.Receiver with { Name = "steadfast" });
        const string body = """{"alertType":"metricstaticthreshold","webhookReceivers":[{"name":"steadfast","serviceUri":"http://elsewhere.example/"}]}""";

        using var accepted = await SendAsync(stack, "POST", $"{Insights}/actionGroups/ag-web/createNotifications", body);
        JsonNode? status = null;
        await Poll.UntilAsync("the answer", () => !webhook.Posts.IsEmpty);
        while (status is null)
        {
            using var asked = await stack.Http.GetAsync(accepted.Headers.Location, Ct);
            status = asked.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(await asked.Content.ReadAsStringAsync(Ct)) : null;
        }

        var shown = (await stack.GetAsync($"{Insights}/actionGroups/ag-web")).ToJsonString();
        Assert.Equal(("Complete", "Succeeded"), (status["state"]!.GetValue<string>(), status["actionDetails"]![0]!["Status"]!.GetValue<string>()));
        Assert.Equal("test-notification", JsonNode.Parse(webhook.Posts.Single().Body)!["data"]!["essentials"]!["alertRule"]!.GetValue<string>());
        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.Empty((await stack.GetAsync(Alerts))["value"]!.AsArray());
    }

    [Fact]
    public async Task Test_notification_to_a_stranger_is_refused()
    {
        await using var stack = await TestStack.StartAsync();

        using var refused = await SendAsync(
            stack, "POST", $"{Insights}/actionGroups/ag-web/createNotifications", """{"alertType":"x","webhookReceivers":[{"name":"other","serviceUri":"http://elsewhere.example/"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Autoscale_setting_is_kept_changed_and_removed()
    {
        await using var stack = await TestStack.StartAsync();
        const string setting = Insights + "/autoscaleSettings/cpu";

        using var made = await SendAsync(stack, "PUT", setting, """{"location":"westeurope","properties":{"enabled":true,"profiles":[{"name":"p","capacity":{"minimum":"3","maximum":"6","default":"3"},"rules":[]}]}}""");
        using var changed = await SendAsync(stack, "PATCH", setting, """{"properties":{"enabled":false}}""");
        var kept = (await stack.GetAsync(setting))["properties"]!;
        using var wrong = await SendAsync(stack, "PUT", Insights + "/autoscaleSettings/none", """{"properties":{"profiles":[]}}""");
        using var removed = await SendAsync(stack, "DELETE", setting);
        using var gone = await SendAsync(stack, "DELETE", setting);

        Assert.Equal([201, 200, 400, 200, 204], new[] { made, changed, wrong, removed, gone }.Select(answer => (int)answer.StatusCode));
        Assert.Equal("False p", $"{kept["enabled"]!.GetValue<bool>()} {kept["profiles"]![0]!["name"]}");
    }

    [Fact]
    public async Task Activity_log_tells_of_operations_and_is_filtered()
    {
        await using var stack = await TestStack.StartAsync(pair: new FakeDatabase());
        using var restart = await SendAsync(stack, "POST", $"{TestStack.Set}/virtualMachines/1/restart");
        using var failover = await SendAsync(stack, "POST", $"{TestStack.Database}/failover");
        await Poll.UntilAsync("the ends", () => stack.Emulator.Operations.All.Concat(stack.Emulator.Database!.Operations.All).All(one => one.EndTime is not null));
        const string log = Subscription + "/providers/Microsoft.Insights/eventtypes/management/values?$filter=";

        var all = await NamesAsync(stack, log + "eventTimestamp ge '2020-01-01T00:00:00Z' and resourceGroupName eq 'rg'");
        var one = await NamesAsync(stack, $"{log}eventTimestamp ge '2020-01-01T00:00:00Z' and resourceUri eq '{TestStack.Set}/virtualMachines/1' and status eq 'Succeeded'");
        var none = await NamesAsync(stack, log + "eventTimestamp ge '2020-01-01T00:00:00Z' and eventTimestamp le '2020-01-02T00:00:00Z'");
        using var wrong = await SendAsync(stack, "GET", log + "caller ne 'me'");

        Assert.Equal(
            [
                "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/restart/action Started",
                "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/restart/action Succeeded",
                "Microsoft.DBforMySQL/flexibleServers/failover/action Started",
                "Microsoft.DBforMySQL/flexibleServers/failover/action Succeeded",
            ],
            all.Order(StringComparer.Ordinal));
        Assert.Equal(["Microsoft.Compute/virtualMachineScaleSets/virtualMachines/restart/action Succeeded"], one);
        Assert.Empty(none);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Health_follows_the_machines_the_database_and_what_the_platform_says()
    {
        await using var stack = await TestStack.StartAsync(pair: new FakeDatabase());
        using var off = await SendAsync(stack, "POST", $"{TestStack.Set}/virtualMachines/0/powerOff");
        stack.Emulator.ResourceHealth.Send(new($"{TestStack.Set}/virtualMachines/1", "Degraded", "Available") { Title = "Host is ill" });
        using var stop = await SendAsync(stack, "POST", $"{TestStack.Database}/stop");
        await Poll.UntilAsync("the ends", () => stack.Emulator.Operations.All.Concat(stack.Emulator.Database!.Operations.All).All(one => one.EndTime is not null));

        var all = (await stack.GetAsync($"{TestStack.Group}/providers/Microsoft.ResourceHealth/availabilityStatuses"))["value"]!.AsArray();
        var current = await stack.GetAsync($"{TestStack.Database}/providers/Microsoft.ResourceHealth/availabilityStatuses/current");

        Assert.Equal(
            ["web Available ", "0 Unavailable UserInitiated", "1 Degraded PlatformInitiated", "2 Available ", "lb Available ", "mysql Unavailable UserInitiated"],
            all.Select(one => $"{one!["id"]!.GetValue<string>().Split("/providers/Microsoft.ResourceHealth")[0].Split('/')[^1]} {one["properties"]!["availabilityState"]} {one["properties"]!["reasonType"]}"));
        Assert.Equal("The server is Stopped.", current["properties"]!["summary"]!.GetValue<string>());
    }

    [Fact]
    public async Task Processor_share_is_measured_on_the_machines()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Machines["1"].Busy = true;
        await Poll.UntilAsync("two samples", () => stack.Emulator.Metrics.Read(TestStack.Set, "Percentage CPU", DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Count > 0);

        var series = stack.Emulator.Metrics.Read(TestStack.Set, "Percentage CPU", DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

        Assert.Equal(["web_1"], series.Select(one => one.Dimensions.Single().Value));
        Assert.All(series.Single().Buckets, bucket => Assert.InRange(bucket.Maximum, 1, 100));
    }

    [Fact]
    public async Task Definitions_name_the_metrics_of_a_resource()
    {
        await using var stack = await TestStack.StartAsync();

        var definitions = (await stack.GetAsync($"{TestStack.Set}/providers/Microsoft.Insights/metricDefinitions"))["value"]!.AsArray();
        var namespaces = (await stack.GetAsync($"{TestStack.Set}/providers/Microsoft.Insights/metricNamespaces"))["value"]!.AsArray();

        Assert.Equal(["Percentage CPU", "Available Memory Bytes", "VmAvailabilityMetric"], definitions.Select(one => one!["name"]!["value"]!.GetValue<string>()));
        Assert.Equal("Microsoft.Compute/virtualMachineScaleSets", namespaces.Single()!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Health_of_the_emulator_needs_no_token_and_a_reset_does()
    {
        await using var stack = await TestStack.StartAsync(pair: new FakeDatabase());
        using HttpClient stranger = new() { BaseAddress = stack.Emulator.Url };
        stack.Emulator.Faults.ViewLag = TimeSpan.FromMinutes(1);
        stack.Emulator.Synthetic.Fire();
        using var off = await SendAsync(stack, "POST", $"{TestStack.Set}/virtualMachines/1/deallocate");
        using var tagged = await SendAsync(stack, "PATCH", TestStack.Set, """{"tags":{"a":"b"}}""");
        using var stopped = await SendAsync(stack, "POST", $"{TestStack.Database}/stop");
        await Poll.UntilAsync("the ends", () => stack.Emulator.Operations.All.Concat(stack.Emulator.Database!.Operations.All).All(one => one.EndTime is not null));

        var health = await stranger.GetStringAsync("/healthz", Ct);
        using var refused = await stranger.PostAsync("/reset", content: null, Ct);
        using var reset = await stack.Http.PostAsync("/reset", content: null, Ct);
        await Poll.UntilAsync("the starts", () => stack.Emulator.ScaleSet.Find("1")!.State.Power.Value == "running" && stack.Emulator.Database!.State.State == "Ready");

        Assert.Equal(("""{"status":"Healthy"}""", HttpStatusCode.Unauthorized), (health, refused.StatusCode));
        Assert.Equal("""{"starting":["1"],"startsDatabase":true}""", await reset.Content.ReadAsStringAsync(Ct));
        Assert.Equal(TimeSpan.Zero, stack.Emulator.Faults.ViewLag);
        Assert.Equal("{}", (await stack.GetAsync(TestStack.Set))["tags"]!.ToJsonString());
        Assert.Empty((await stack.GetAsync(Alerts))["value"]!.AsArray());
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(TestStack stack, string path) =>
        [.. (await stack.GetAsync(path))["value"]!.AsArray().Select(one => $"{one!["operationName"]!["value"]} {one["status"]!["value"]}")];

    private static async Task<HttpResponseMessage> SendAsync(TestStack stack, string method, string path, string body = "")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), TestStack.Versioned(path));
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await stack.Http.SendAsync(request, Ct);
    }
}

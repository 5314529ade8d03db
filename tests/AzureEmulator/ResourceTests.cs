using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Resources as tools find, list and change them.</summary>
[Trait("Category", "fast")]
public sealed class ResourceTests
{
    private const string Subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/subscriptions", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "subscriptionId")]
    [InlineData("/tenants", EmulatedAzure.Tenant, "tenantId")]
    [InlineData(Subscription + "/locations", "westeurope", "name")]
    [InlineData(Subscription + "/resourceGroups", "rg", "name")]
    [InlineData(Subscription + "/resources", "web,lb,mysql", "name")]
    [InlineData(TestStack.Group + "/resources", "web,lb,mysql", "name")]
    [InlineData(Subscription + "/providers/Microsoft.Compute/virtualMachineScaleSets", "web", "name")]
    [InlineData(TestStack.Group + "/providers/Microsoft.Compute/virtualMachineScaleSets", "web", "name")]
    [InlineData(Subscription + "/providers/Microsoft.Network/loadBalancers", "lb", "name")]
    [InlineData(TestStack.Group + "/providers/Microsoft.Network/loadBalancers", "lb", "name")]
    [InlineData(TestStack.Balancer + "/probes", "healthz", "name")]
    [InlineData(TestStack.Balancer + "/backendAddressPools", "web", "name")]
    [InlineData(TestStack.Balancer + "/loadBalancingRules", "http", "name")]
    [InlineData(TestStack.Balancer + "/frontendIPConfigurations", "frontend", "name")]
    [InlineData(TestStack.Balancer + "/outboundRules", "", "name")]
    [InlineData(TestStack.Balancer + "/networkInterfaces", "nic,nic,nic", "name")]
    public async Task Lists_name_what_there_is(string path, string names, string property)
    {
        await using var stack = await TestStack.StartAsync(pair: new FakeDatabase());

        var list = (await stack.GetAsync(path))["value"]!.AsArray();

        Assert.Equal(names, string.Join(',', list.Select(one => one![property]!.GetValue<string>())));
    }

    [Theory]
    [InlineData(TestStack.Set, "")]
    [InlineData(TestStack.Balancer, "")]
    [InlineData(TestStack.Balancer, "/probes/healthz")]
    [InlineData(TestStack.Balancer, "/backendAddressPools/web")]
    [InlineData(TestStack.Balancer, "/loadBalancingRules/http")]
    [InlineData(TestStack.Balancer, "/frontendIPConfigurations/frontend")]
    public async Task Resource_is_the_same_in_its_list_and_by_itself(string parent, string below)
    {
        await using var stack = await TestStack.StartAsync();
        var path = parent + below;

        var one = await stack.GetAsync(path);
        var list = (await stack.GetAsync(path[..path.LastIndexOf('/')]))["value"]!.AsArray();

        Assert.Equal(path, one["id"]!.GetValue<string>());
        Assert.Equal(list.Single()!.ToJsonString(), one.ToJsonString());
    }

    [Theory]
    [InlineData("PATCH", """{"tags":{"team":"web"}}""", """{"team":"web"} Standard_B2s 3""")]
    [InlineData("PATCH", """{"sku":{"name":"Standard_D2ads_v6"}}""", "{} Standard_D2ads_v6 3")]
    [InlineData("PATCH", """{"sku":{"capacity":2},"tags":{"a":"b"}}""", """{"a":"b"} Standard_B2s 2""")]
    [InlineData("PATCH", """{"properties":{"orchestrationMode":"Uniform"}}""", "{} Standard_B2s 3")]
    [InlineData("PUT", """{"location":"westeurope","sku":{"name":"Standard_B2s","tier":"Standard","capacity":2}}""", "{} Standard_B2s 2")]
    [InlineData("PUT", """{"location":"westeurope","tags":{"a":"b"},"properties":{"virtualMachineProfile":{"osProfile":{"computerNamePrefix":"web"}}}}""", """{"a":"b"} Standard_B2s 3""")]
    public async Task Change_of_the_set_is_applied(string method, string body, string after)
    {
        await using var stack = await TestStack.StartAsync();

        using var answer = await SendAsync(stack, method, TestStack.Set, body);
        var shown = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(after, $"{shown["tags"]!.ToJsonString()} {shown["sku"]!["name"]} {shown["sku"]!["capacity"]}");
    }

    [Theory]
    [InlineData("PATCH", """{"properties":{"upgradePolicy":{"mode":"Rolling"}}}""", "properties.upgradePolicy.mode")]
    [InlineData("PUT", """{"location":"westeurope","properties":{"upgradePolicy":{"mode":"Rolling"}}}""", "properties.upgradePolicy.mode")]
    [InlineData("PATCH", """{"properties":{"virtualMachineProfile":{"osProfile":{"computerNamePrefix":"x"}}}}""", "properties.virtualMachineProfile.osProfile")]
    [InlineData("PUT", """{"location":"northeurope"}""", "location")]
    [InlineData("PATCH", """{"zones":["1"]}""", "zones")]
    [InlineData("PATCH", """{"sku":{"tier":"Basic"}}""", "sku.tier")]
    [InlineData("PATCH", """{"sku":{"capacity":101}}""", "sku.capacity")]
    [InlineData("PATCH", """{"tags":{"a":1}}""", "tags")]
    [InlineData("PATCH", "[]", "JSON object")]
    public async Task Change_that_would_not_be_made_is_refused_and_named(string method, string body, string named)
    {
        await using var stack = await TestStack.StartAsync();
        var before = await stack.GetAsync(TestStack.Set);

        using var answer = await SendAsync(stack, method, TestStack.Set, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(before.ToJsonString(), (await stack.GetAsync(TestStack.Set)).ToJsonString());
    }

    [Fact]
    public async Task What_is_read_can_be_put_back_unchanged()
    {
        await using var stack = await TestStack.StartAsync();

        using var answer = await SendAsync(stack, "PUT", TestStack.Set, (await stack.GetAsync(TestStack.Set)).ToJsonString());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(stack.Emulator.Operations.All);
    }

    [Fact]
    public async Task Location_of_a_change_of_the_capacity_holds_the_set_when_it_has_ended()
    {
        await using var stack = await TestStack.StartAsync();

        using var accepted = await SendAsync(stack, "PATCH", TestStack.Set, """{"sku":{"capacity":2}}""");
        await Poll.UntilAsync("the end", () => stack.Emulator.Operations.All.Single().EndTime is not null);
        var result = JsonNode.Parse(await stack.Http.GetStringAsync(accepted.Headers.Location, Ct))!;

        Assert.Equal((TestStack.Set, 2), (result["id"]!.GetValue<string>(), result["sku"]!["capacity"]!.GetValue<int>()));
    }

    [Fact]
    public async Task New_size_reaches_the_machines_by_an_upgrade_and_newcomers_at_once()
    {
        await using var stack = await TestStack.StartAsync(options => options with { SpareAddresses = ["127.0.1.7"] });

        using var changed = await SendAsync(stack, "PATCH", TestStack.Set, """{"sku":{"name":"Standard_D2ads_v6"}}""");
        var before = await ModelsAsync(stack);
        using var grown = await SendAsync(stack, "PATCH", TestStack.Set, """{"sku":{"capacity":4}}""");
        await Poll.UntilAsync("the newcomer", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
        using var upgraded = await SendAsync(stack, "POST", $"{TestStack.Set}/manualupgrade", """{"instanceIds":["1","3"]}""");
        await Poll.UntilAsync("the upgrade", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));

        Assert.Equal("0 old,1 old,2 old", before);
        Assert.Equal("0 old,1 latest,2 old,3 latest", await ModelsAsync(stack));
        Assert.Equal(["stop,start", "start"], new[] { "1", "3" }.Select(id => string.Join(',', stack.Machines[id].Calls)));
    }

    [Theory]
    [InlineData("PATCH", TestStack.Set, """{"tags":{"a":"b"}}""")]
    [InlineData("PUT", TestStack.Set, """{"location":"westeurope","tags":{"a":"b"}}""")]
    [InlineData("PUT", TestStack.Set + "/virtualMachines/1", """{"properties":{"protectionPolicy":{"protectFromScaleIn":true}}}""")]
    [InlineData("PATCH", TestStack.Balancer, """{"tags":{"a":"b"}}""")]
    [InlineData("PATCH", TestStack.Group, """{"tags":{"a":"b"}}""")]
    public async Task Whoever_has_read_an_older_state_does_not_write(string method, string path, string body)
    {
        await using var stack = await TestStack.StartAsync();
        using var read = await stack.Http.GetAsync(TestStack.Versioned(path), Ct);
        var tag = read.Headers.ETag!.ToString();

        using var first = await SendAsync(stack, method, path, body, tag);
        await Poll.UntilAsync("the end", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
        using var second = await SendAsync(stack, method, path, body, tag);
        using var any = await SendAsync(stack, method, path, body, "*");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.OK], new[] { first, second, any }.Select(answer => answer.StatusCode));
    }

    [Fact]
    public async Task Tag_of_an_instance_is_the_same_with_and_without_its_view()
    {
        await using var stack = await TestStack.StartAsync();

        using var plain = await stack.Http.GetAsync(TestStack.Versioned($"{TestStack.Set}/virtualMachines/1"), Ct);
        using var viewed = await stack.Http.GetAsync(TestStack.Versioned($"{TestStack.Set}/virtualMachines/1?$expand=instanceView"), Ct);

        Assert.Equal(plain.Headers.ETag, viewed.Headers.ETag);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestStack stack, string method, string path, string body, string? ifMatch = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), TestStack.Versioned(path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch == "*" ? EntityTagHeaderValue.Any : EntityTagHeaderValue.Parse(ifMatch));
        }

        return await stack.Http.SendAsync(request, Ct);
    }

    private static async Task<string> ModelsAsync(TestStack stack)
    {
        List<string> models = [];
        foreach (var instance in stack.Emulator.ScaleSet.Instances)
        {
            var shown = await stack.GetAsync($"{TestStack.Set}/virtualMachines/{instance.Spec.InstanceId}");
            models.Add($"{shown["instanceId"]} {(shown["properties"]!["latestModelApplied"]!.GetValue<bool>() ? "latest" : "old")}");
        }

        return string.Join(',', models);
    }
}

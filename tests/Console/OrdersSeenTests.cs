using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Steadfast.Local.Scenarios.Twins;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>What people order on the page, and what they see of it; and that nothing others wrote becomes a part of the page.</summary>
[Trait("Category", "real-processes")]
[Collection(nameof(OneCrowd))]
public sealed class OrdersSeenTests(Browser browser, CrowdUnderConsole crowd)
{
    private const string Markup = "<img src=x onerror=\"window.hurt = 1\"><script>window.hurt = 2</script>";

    private static readonly string[] Written =
        ["reason", "text", "detail", "startedBy", "about", "rule", "subject", "resourceGroup", "loadBalancer", "evidence", "by", "summary", "askedBy", "address", "owner", "waitsFor", "then", "forPerson"];

    private Twin Twin => crowd.Twin;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approval_and_an_order_by_force_are_given_on_the_page_and_carried_out()
    {
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey);
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");

        Twin.Machine("1").Crash();
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("1 incident waits for you");
        await Expect(tab.Main.Locator(".for-you")).ToHaveTextAsync("For you: Approve the restart, or end the incident.");
        await tab.LookAsync("approval");

        await tab.GoAsync("#/instances/2");
        await tab.ClickAsync("Restart …");
        await Expect(tab.Dialog.Locator(".plan .problem")).ToContainTextAsync("would leave 1 of 3 instances serving");
        await Expect(tab.InDialog("Restart instance 2")).ToBeDisabledAsync();
        await tab.Dialog.GetByLabel("Do it by force").CheckAsync();
        await tab.Dialog.GetByLabel("Your name").FillAsync("anna");
        await tab.Dialog.GetByLabel("Type force 2 to confirm").FillAsync("force 1");
        await Expect(tab.InDialog("Restart instance 2")).ToBeDisabledAsync();
        await tab.Dialog.GetByLabel("Type force 2 to confirm").FillAsync("force 2");
        await tab.LookAsync("force");
        await tab.InDialog("Restart instance 2").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show the incident" }).ClickAsync();
        await Expect(tab.Main.Locator(".headline .pill")).ToHaveTextAsync("✓Recovered");
        await Expect(tab.Main.Locator(".steps")).ToContainTextAsync("ordered by operator anna");

        await tab.GoAsync("#/");
        await tab.ClickAsync("Approve the restart …");
        await tab.Dialog.GetByLabel("Note").FillAsync($"nobody is on it {Markup}");
        await tab.InDialog("Approve the restart").ClickAsync();
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");
        await tab.Main.Locator(".list a", new() { HasText = "Instance 1" }).First.ClickAsync();
        await Expect(tab.Main.Locator(".steps")).ToContainTextAsync("approved by operator anna");
        await Expect(tab.Main.Locator(".steps")).ToContainTextAsync($"nobody is on it {Markup}");
        await tab.ClickAsync("Write the report");
        await Expect(tab.Main.Locator("pre.report")).ToContainTextAsync("# Post-incident report: instance 1, Recovered");

        Assert.Equal([], tab.Errors);
        Assert.Null(await tab.EvaluateAsync("window.hurt ?? null"));
    }

    [Fact]
    public async Task What_the_key_may_not_do_is_not_offered()
    {
        await using Tab tab = await browser.OpenAsync();
        // A key of some functions alone, as Azure can give one: the others refuse it before their code runs.
        await tab.Page.RouteAsync("**/api/instances/**", route => route.FulfillAsync(new() { Status = 401 }));
        await tab.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey, "#/instances/3");

        await Expect(tab.Main.Locator("h1")).ToContainTextAsync("Instance 3");
        await Expect(Offer(tab, "Restart …")).ToHaveCountAsync(0);
        await tab.GoAsync("#/automation");
        await Expect(Offer(tab, "Pause …")).ToBeVisibleAsync();
        // Now it is known what the key opens.
        await tab.GoAsync("#/instances/3");
        await Expect(tab.Main.Locator("h1")).ToContainTextAsync("Instance 3");
        await Expect(Offer(tab, "Restart …")).ToHaveCountAsync(0);
        await Expect(Offer(tab, "Reimage …")).ToHaveCountAsync(0);
        await Expect(Offer(tab, "Replace …")).ToHaveCountAsync(0);

        await using Tab whole = await browser.OpenAsync();
        await whole.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey, "#/instances/3");
        await Expect(Offer(whole, "Restart …")).ToBeVisibleAsync();
        Assert.Equal([], tab.Errors);
    }

    private static ILocator Offer(Tab tab, string name) => tab.Main.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task A_pause_is_given_and_ended_on_the_page()
    {
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey, "#/automation");
        await tab.ClickAsync("Pause …");
        await tab.Dialog.GetByLabel("Your name").FillAsync("bert");
        await tab.Dialog.GetByLabel("Why").FillAsync("maintenance of the rack");
        await tab.Dialog.GetByText("1 hour", new() { Exact = true }).ClickAsync();
        await tab.InDialog("Pause").ClickAsync();

        await Expect(tab.Main.Locator(".acting .pill")).ToHaveTextAsync("ⅡThe automation does not act");
        await Expect(tab.Main.Locator(".acting p")).ToContainTextAsync("maintenance of the rack");
        await Expect(tab.Main).ToContainTextAsync("Automation paused by bert (maintenance of the rack)");
        await tab.LookAsync("paused");
        await tab.ClickAsync("Resume …");
        await tab.InDialog("Resume").ClickAsync();
        await Expect(tab.Main.Locator(".acting .pill")).ToHaveTextAsync("✓The automation acts");

        Assert.Equal([], tab.Errors);
    }

    [Fact]
    public async Task Whatever_the_stack_says_of_itself_is_text()
    {
        await SendAlertAsync();
        await OrderRestartAsync();
        await using Tab tab = await browser.OpenAsync();
        await tab.Page.RouteAsync("**/api/**", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            bool isJson = answer.Headers.GetValueOrDefault("content-type", "").Contains("json", StringComparison.Ordinal);
            await route.FulfillAsync(isJson ? new() { Response = answer, Body = Hurt(await answer.TextAsync()) } : new() { Response = answer });
        });
        await tab.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey);
        string[] pages = ["#/", "#/incidents", "#/alerts", "#/notices", "#/automation", "#/instances/1"];
        foreach (string page in pages)
        {
            await tab.GoAsync(page);
            await Expect(tab.Main).ToContainTextAsync("<img src=x");
            Assert.Equal((page, 0), (page, await tab.Main.Locator("img, script").CountAsync()));
        }

        await tab.GoAsync("#/alerts");
        await Expect(tab.Main).ToContainTextAsync("the title <b>of</b> an outage");
        await tab.LookAsync("alerts");
        await tab.GoAsync("#/incidents?state=open");
        await Expect(tab.Main).ToContainTextAsync("There are none");
        Assert.Null(await tab.EvaluateAsync("window.hurt ?? null"));
        Assert.Equal([], tab.Errors);
    }

    private static string Hurt(string json)
    {
        JsonNode? all = JsonNode.Parse(json);
        Add(all);
        return all?.ToJsonString() ?? "null";

        static void Add(JsonNode? node)
        {
            foreach ((string name, JsonNode? value) in node is JsonObject map ? map.ToArray() : [])
            {
                if (value is JsonValue text && text.TryGetValue(out string? said) && Written.Contains(name))
                {
                    node![name] = said + Markup;
                }
                else
                {
                    Add(value);
                }
            }

            foreach (JsonNode? item in node as JsonArray ?? [])
            {
                Add(item);
            }
        }
    }

    // So that there is an incident, also when this test is the first one.
    private Task OrderRestartAsync() => PostAsync("api/instances/3/restart", new { by = "anna", reason = "a test" });

    private Task SendAlertAsync() => PostAsync(
        "api/alerts",
        new
        {
            schemaId = "azureMonitorCommonAlertSchema",
            data = new
            {
                essentials = new { alertId = "outage-1", alertRule = $"service-health {Markup}", monitorCondition = "Fired", monitoringService = "ServiceHealth", firedDateTime = "2026-01-15T12:00:00Z" },
                alertContext = new { properties = new { title = "the title <b>of</b> an outage", stage = "Active" } },
            },
        });

    private async Task PostAsync<T>(string path, T body)
    {
        using HttpClient http = new() { BaseAddress = Twin.Functions.Url };
        http.DefaultRequestHeaders.Add("x-functions-key", Twin.Options.FunctionKey);
        using HttpResponseMessage answer = await http.PostAsJsonAsync(path, body, Ct);
        answer.EnsureSuccessStatusCode();
    }
}

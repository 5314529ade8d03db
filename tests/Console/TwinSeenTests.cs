using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>The twin's page: what is broken by its buttons is broken, what clients go through is seen on it, and what the automation does about it.</summary>
[Trait("Category", "real-processes")]
public sealed class TwinSeenTests(Browser browser, StageUnderPage stage) : IClassFixture<StageUnderPage>
{
    // A stack of its own is built for a story, on whatever machine this is.
    private const float StoryTimeout = 240_000;

    [Fact]
    public async Task A_web_server_is_killed_by_a_button_and_clients_are_let_down_until_the_automation_has_repaired_it()
    {
        await using Tab tab = await OpenAsync();
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well: break something");
        await Expect(Figure(tab, "Lost writes").Locator("strong")).ToHaveTextAsync("0");
        await Expect(tab.Main.Locator("[data-key=Cache], [data-key=Files], [data-key=SignIn]")).ToHaveCountAsync(0);
        await tab.LookAsync("twin-well");
        int? before = stage.Twin.WebServer("1").Process.ProcessId;

        await Press(tab, "Kill: web server 1");
        await Expect(Figure(tab, "Failed requests").Locator("strong")).Not.ToHaveTextAsync("0");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("kill -9 of web server 1");
        await tab.LookAsync("twin-broken");
        await Expect(tab.Main.Locator(".mark.bad text").First).ToContainTextAsync("fault");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("Azure accepted the restart of instance 1");
        await Expect(tab.Main.Locator(".bar-failed").First).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M"));
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well: break something");

        await Press(tab, "Kill the primary: the database");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("kill -9 of the primary");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("Incident opened by", new() { Timeout = StoryTimeout });
        await Expect(tab.Main.Locator(".member-line").First).ToContainTextAsync("Primary db-2 runs", new() { Timeout = StoryTimeout });
        await Expect(tab.Main.Locator(".member-line").Last).ToContainTextAsync("Standby db-1 runs", new() { Timeout = StoryTimeout });
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well: break something", new() { Timeout = StoryTimeout });
        await tab.LookAsync("twin-repaired");

        Assert.NotEqual(before, stage.Twin.WebServer("1").Process.ProcessId);
        await Expect(Figure(tab, "Lost writes").Locator("strong")).ToHaveTextAsync("0");
        Assert.Equal([], tab.Errors);
    }

    [Fact]
    public async Task A_web_server_that_answers_500_is_repaired_though_alerts_are_lost_and_what_lasts_ends_with_a_button()
    {
        await using Tab tab = await OpenAsync();
        await Expect(Figure(tab, "Lost writes").Locator("strong")).ToHaveTextAsync("0");
        await Press(tab, "Lose alerts: Azure itself");
        await Expect(Button(tab, "Send alerts again: Azure itself")).ToBeVisibleAsync();
        await Press(tab, "Answer 500: web server 3");
        await Expect(Figure(tab, "Failed requests")).ToContainTextAsync("Status 500");
        await Expect(tab.Main.Locator("[data-key=server-3]")).ToContainTextAsync("answers 500");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("Incident opened by watchdog for instance 3", new() { Timeout = StoryTimeout });
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("Azure accepted the restart of instance 3", new() { Timeout = StoryTimeout });

        await Press(tab, "End what lasts");
        await Expect(Button(tab, "Send alerts again: Azure itself")).ToHaveCountAsync(0);
        await Expect(tab.Main.Locator("[data-key=server-3]")).ToContainTextAsync("runs");
        Assert.Equal([], tab.Errors);
    }

    [Fact]
    public async Task The_console_leads_to_the_page_with_the_same_key_and_the_page_stays_while_the_automation_is_killed()
    {
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(stage.Site, stage.Key);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Twin", Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");

        await Press(tab, "Kill the automation: The automation");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("kill -9 of the Function App");
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("and goes on where it was");
        await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Console", Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");

        Assert.DoesNotContain(tab.Addresses, address => address.Contains(stage.Key, StringComparison.Ordinal));
        Assert.Equal([], tab.Errors);
    }

    [Fact]
    public async Task A_story_is_played_on_a_stack_of_its_own_with_captions_and_judged_at_its_end()
    {
        await using Tab tab = await OpenAsync();
        await tab.Main.Locator("select").SelectOptionAsync("alert-lost");
        await tab.ClickAsync("Play it");
        await Expect(tab.Main.Locator(".promised li").First).ToContainTextAsync("The incident is diagnosed as InstanceUnresponsive");
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("A web server is killed and no alert arrives", new() { Timeout = StoryTimeout });
        await Expect(Button(tab, "Kill: web server 2")).ToBeDisabledAsync();
        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("kill -9 of web server 1", new() { Timeout = StoryTimeout });
        await tab.LookAsync("twin-playing");
        await Expect(tab.Main.Locator(".result summary")).ToContainTextAsync("alert-lost: recovered, all", new() { Timeout = StoryTimeout });
        await Expect(tab.Main.Locator(".judged li").First).ToContainTextAsync("Incident is diagnosed as InstanceUnresponsive: yes");
        await Expect(tab.Main.Locator(".promised")).ToHaveCountAsync(0);
        await tab.LookAsync("twin-played");

        await tab.ClickAsync("Build the whole stack anew");
        await Expect(Button(tab, "Kill the primary: the database")).ToBeEnabledAsync(new() { Timeout = StoryTimeout });
        await Expect(tab.Main.Locator(".result summary")).ToContainTextAsync("alert-lost: recovered, all");
        Assert.Equal([], tab.Errors);
    }

    [Fact]
    public async Task What_is_told_is_text_whatever_it_says()
    {
        await using Tab tab = await OpenAsync();
        await tab.Page.RouteAsync("**/twin/api/state?*", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            string hurt = (await answer.TextAsync()).Replace("\"text\":\"", "\"text\":\"<img src=x onerror=window.hurt=1>", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = hurt });
        });
        await Press(tab, "Throttle it: Azure itself");

        await Expect(tab.Main.Locator(".captions")).ToContainTextAsync("<img src=x onerror=window.hurt=1>the control plane answers the next 20 requests with 429");
        Assert.Equal(0, await tab.Main.Locator("img, script").CountAsync());
        Assert.Null(await tab.EvaluateAsync("window.hurt ?? null"));
        Assert.Equal([], tab.Errors);
    }

    [Theory]
    [InlineData("cache-kill", "This stack has no cache. ./steadfast up --cache has one")]
    [InlineData("files-kill", "This stack has no storage of files. ./steadfast up --files has one")]
    [InlineData("sign-in-kill", "This stack has no sign-in. ./steadfast up --sign-in has one")]
    public async Task What_the_stack_lacks_is_refused_with_the_option_that_brings_it(string fault, string expected)
    {
        await using Tab tab = await OpenAsync();
        await tab.Page.RouteAsync("**/twin/api/faults/**", route => route.ContinueAsync(new() { Url = new Uri(stage.Site, $"twin/api/faults/{fault}").ToString() }));
        await Press(tab, "Throttle it: Azure itself");

        await Expect(tab.Main.Locator("[data-key=refused]")).ToContainTextAsync(expected);
    }

    private Task<Tab> OpenAsync() => stage.OpenAsync(browser);

    private static ILocator Figure(Tab tab, string name) => tab.Main.Locator(".figure", new() { HasText = name });

    private static ILocator Button(Tab tab, string name) => tab.Main.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Task Press(Tab tab, string name) => Button(tab, name).ClickAsync();
}

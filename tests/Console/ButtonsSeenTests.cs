using Microsoft.Playwright;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Pages.Breaking;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>Every button of the twin's page that breaks something is pressed once, and what it did is seen, and undone.</summary>
[Trait("Category", "real-processes")]
public sealed class ButtonsSeenTests(Browser browser, WholeStageUnderPage stage, ITestOutputHelper output) : IClassFixture<WholeStageUnderPage>
{
    // A replacement, or a standby that is made anew, on whatever machine this is.
    private const float RepairTimeout = 240_000;

    private static IEnumerable<Press> All => [.. Press.OfServers, .. Press.OfData];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_of_the_page_is_in_the_table_with_what_undoes_it()
    {
        Assert.Equal(FaultBoard.Catalog.Where(fault => !fault.Mends).Select(fault => fault.Id).Order(), All.Select(press => press.Fault).Order());
        Assert.Equal(FaultBoard.Catalog.Where(fault => fault.Mends).Select(fault => fault.Id).Order(), All.Select(press => press.Undo).OfType<string>().Distinct().Order());
    }

    [Fact(Explicit = true)]
    public Task Each_button_of_web_servers_of_Azure_and_of_the_automation_does_its_fault_and_what_it_did_is_seen_and_repaired_or_undone() => TryAsync(Press.OfServers);

    [Fact]
    public Task Each_button_of_the_database_and_of_what_is_beside_it_does_its_fault_and_what_it_did_is_seen_and_undone() => TryAsync(Press.OfData);

    [Fact]
    public async Task What_web_servers_can_do_without_is_away_on_the_console_while_it_is_and_opens_no_incident()
    {
        await using Tab tab = await stage.OpenAsync(browser);
        await WellAsync(tab);
        await using Tab console = await browser.OpenAsync();
        await console.SignInAsync(stage.Site, stage.Key);
        int before = (await stage.Twin.Functions.IncidentsAsync(Ct)).Count;
        foreach (string part in new[] { "Cache", "Files" })
        {
            if (await tab.Main.Locator($"[data-key={part}]").CountAsync() == 0)
            {
                output.WriteLine($"this machine has no {part}");
                continue;
            }

            ILocator node = console.Main.Locator($".besides [data-key={part.ToLowerInvariant()}]");
            await Expect(node).ToContainTextAsync("used by 3 of 3 web servers", new() { Timeout = RepairTimeout });
            await tab.Main.Locator($"button[data-key={part.ToLowerInvariant()}-kill]").ClickAsync();
            await Expect(node).ToContainTextAsync("away for 3 of 3 web servers: ", new() { Timeout = RepairTimeout });
            await Expect(console.Main.Locator("h1")).ToContainTextAsync("is away");
            await console.LookAsync($"without-{part.ToLowerInvariant()}");
            await tab.Main.Locator($"button[data-key={part.ToLowerInvariant()}-back]").ClickAsync();
            await Expect(node).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("used by 3 of 3 web servers$"), new() { Timeout = RepairTimeout });
        }

        await Expect(console.Main.Locator("h1")).ToHaveTextAsync("All is well", new() { Timeout = RepairTimeout });
        Assert.Equal(before, (await stage.Twin.Functions.IncidentsAsync(Ct)).Count);
        Assert.Equal([], console.Errors);
    }

    [Theory]
    [InlineData("no-such", "", "There is no such fault. GET /twin/api/catalog names them all.")]
    [InlineData("kill", "99", "There is no such web server. Give one of ")]
    [InlineData("kill", "", "There is no such web server. Give one of ")]
    [InlineData("zone-loss", "9", "There is no such zone. Give one of 1, 2, 3 as ?target=, such as ?target=1.")]
    [InlineData("mend-ways", "", "\u201cMend the network\u201d makes no sense for the database as it is now; what can be done: \u201cKill the primary\u201d")]
    public async Task What_cannot_be_done_is_refused_with_what_can(string fault, string target, string expected)
    {
        await using Tab tab = await stage.OpenAsync(browser);
        await WellAsync(tab);
        // As a page that was left open would send it.
        await tab.Page.RouteAsync("**/twin/api/faults/**", route => route.ContinueAsync(new() { Url = new Uri(stage.Site, $"twin/api/faults/{fault}?target={target}").ToString() }));
        await tab.Main.Locator("button[data-key=throttle]").ClickAsync();

        await Expect(tab.Main.Locator("[data-key=refused]")).ToContainTextAsync(expected);
    }

    [Fact]
    public async Task A_fault_that_takes_long_is_waited_for_and_is_not_called_refused()
    {
        await using Tab tab = await browser.OpenAsync();
        // A twentieth of every wait: two seconds stand for forty.
        await tab.Page.AddInitScriptAsync("const timeout = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = wait => timeout(wait / 20);");
        await tab.Page.GotoAsync(new Uri(stage.Site, "twin/").ToString());
        await tab.GiveKeyAsync(stage.Key, "Open the twin");
        await tab.Page.RouteAsync("**/twin/api/faults/**", async route =>
        {
            await tab.Page.WaitForTimeoutAsync(2000);
            await route.FulfillAsync(new() { Status = 409, Body = """{"detail":"it was asked for to the end"}""" });
        });
        await tab.Main.Locator("button[data-key=throttle]").ClickAsync();

        await Expect(tab.Main.Locator("[data-key=refused]")).ToHaveTextAsync("it was asked for to the end");
    }

    private async Task TryAsync(IEnumerable<Press> presses)
    {
        await using Tab tab = await stage.OpenAsync(browser);
        await WellAsync(tab);
        await tab.LookAsync("twin-whole");
        foreach (Press press in presses)
        {
            await TryAsync(tab, press);
        }

        Assert.Equal([], tab.Errors);
    }

    private async Task TryAsync(Tab tab, Press press)
    {
        ILocator part = tab.Main.Locator($"[data-key={press.Part}]").First;
        if (await part.CountAsync() == 0)
        {
            output.WriteLine($"{press.Fault}: this machine has no {press.Part}");
            return;
        }

        long before = stage.Told;
        await part.Locator($"button[data-key={press.Fault}]").ClickAsync();
        long told = await ToldAsync(tab, before, press.Told);
        await NothingIsRefusedAsync(tab, press);
        if (press.Seen is { } seen)
        {
            await Expect(part).ToContainTextAsync(seen);
        }

        if (press.Undo is { } undo)
        {
            await part.Locator($"button[data-key={undo}]").ClickAsync();
            await Expect(part.Locator($"button[data-key={undo}]")).ToHaveCountAsync(0, new() { Timeout = RepairTimeout });
        }

        if (press.Repaired is { } repaired)
        {
            await ToldAsync(tab, told, repaired);
        }

        await WellAsync(tab);
        await NothingIsRefusedAsync(tab, press);
        output.WriteLine($"{press.Fault}: undone by {press.Undo ?? press.Repaired ?? "itself"}");
    }

    private static async Task NothingIsRefusedAsync(Tab tab, Press press) =>
        Assert.Equal((press.Fault, ""), (press.Fault, string.Join(' ', await tab.Main.Locator("[data-key=refused]").AllTextContentsAsync())));

    // After a sentence, by its number, and so of this press: the repair of the one before may still be told.
    private static async Task<long> ToldAsync(Tab tab, long after, string text)
    {
        IJSHandle number = await tab.Page.WaitForFunctionAsync(
            "([after, text]) => [...document.querySelectorAll('.captions li')].map(line => [Number(line.dataset.key.slice('caption-'.length)), line.textContent])"
            + ".find(([number, said]) => number > after && said.includes(text))?.[0]",
            new object[] { after, text }, new() { Timeout = RepairTimeout });
        return await number.JsonValueAsync<long>();
    }

    private async Task WellAsync(Tab tab)
    {
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well: break something", new() { Timeout = RepairTimeout });
        await Expect(tab.Main.Locator("[data-key=database]")).ToContainTextAsync("server Ready, high availability Healthy", new() { Timeout = RepairTimeout });
        Assert.True(await Wait.Until(AllAreClosedAsync, TimeProvider.System, TimeSpan.FromMilliseconds(RepairTimeout), Ct), "An incident is still open.");
    }

    private async Task<bool> AllAreClosedAsync() => (await stage.Twin.Functions.IncidentsAsync(Ct)).All(incident => incident.Outcome != IncidentOutcome.Open);
}

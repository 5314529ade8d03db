using Microsoft.Playwright;
using Steadfast.Local.Scenarios.Pages.Breaking;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>Every button of the twin's page that breaks something is pressed once, and what it did is seen, and undone.</summary>
[Trait("Category", "real-processes")]
[Collection(nameof(OneWholeStage))]
public sealed class ButtonsSeenTests(Browser browser, WholeStageUnderPage stage, ITestOutputHelper output)
{
    private static IEnumerable<Press> All => [.. Press.OfServers, .. Press.OfData];

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

    [Theory]
    [InlineData("no-such", "", "There is no such fault. GET /twin/api/catalog names them all.")]
    [InlineData("kill", "99", "There is no such web server. Give one of ")]
    [InlineData("kill", "", "There is no such web server. Give one of ")]
    [InlineData("zone-loss", "9", "There is no such zone. Give one of 1, 2, 3 as ?target=, such as ?target=1.")]
    [InlineData("mend-ways", "", "\u201cMend the network\u201d makes no sense for the database as it is now; what can be done: \u201cKill the primary\u201d")]
    public async Task What_cannot_be_done_is_refused_with_what_can(string fault, string target, string expected)
    {
        await using Tab tab = await stage.OpenAsync(browser);
        await stage.WellAsync(tab);
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
        await stage.WellAsync(tab);
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
            await Expect(part.Locator($"button[data-key={undo}]")).ToHaveCountAsync(0, new() { Timeout = WholeStageUnderPage.RepairTimeout });
        }

        if (press.Repaired is { } repaired)
        {
            await ToldAsync(tab, told, repaired);
        }

        await stage.WellAsync(tab);
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
            new object[] { after, text }, new() { Timeout = WholeStageUnderPage.RepairTimeout });
        return await number.JsonValueAsync<long>();
    }
}

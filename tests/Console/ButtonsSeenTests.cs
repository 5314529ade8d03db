using Microsoft.Playwright;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Pages.Breaking;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>Every button of the twin's page that breaks something is pressed once, and what it did is seen, and undone.</summary>
[Trait("Category", "real-processes")]
public sealed class ButtonsSeenTests(Browser browser, WholeStageUnderPage stage, ITestOutputHelper output) : IClassFixture<Browser>, IClassFixture<WholeStageUnderPage>
{
    // A replacement, or a standby that is made anew, on whatever machine this is.
    private const float RepairTimeout = 150_000;

    private static IEnumerable<Press> All => [.. Press.OfServers, .. Press.OfData];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_fault_of_the_page_is_in_the_table_with_what_undoes_it()
    {
        Assert.Equal(FaultBoard.Catalog.Where(fault => !fault.Mends).Select(fault => fault.Id).Order(), All.Select(press => press.Fault).Order());
        Assert.Equal(FaultBoard.Catalog.Where(fault => fault.Mends).Select(fault => fault.Id).Order(), All.Select(press => press.Undo).OfType<string>().Distinct().Order());
    }

    // Two minutes of seventeen faults one after the other on one stack: for a machine with nothing else to do.
    [Fact(Explicit = true)]
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
        await WellAsync(tab);
        // As a page that was left open would send it.
        await tab.Page.RouteAsync("**/twin/api/faults/**", route => route.ContinueAsync(new() { Url = new Uri(stage.Site, $"twin/api/faults/{fault}?target={target}").ToString() }));
        await tab.Main.Locator("button[data-key=throttle]").ClickAsync();

        await Expect(tab.Main.Locator("[data-key=refused]")).ToContainTextAsync(expected);
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

        long told = stage.Told;
        await part.Locator($"button[data-key={press.Fault}]").ClickAsync();
        await ToldAsync(tab, told, press.Told);
        await Expect(tab.Main.Locator("[data-key=refused]")).ToHaveCountAsync(0);
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
        output.WriteLine($"{press.Fault}: undone by {press.Undo ?? press.Repaired ?? "itself"}");
    }

    // After the press: what was told before it is of another.
    private static Task ToldAsync(Tab tab, long after, string text) => tab.Page.WaitForFunctionAsync(
        "([after, text]) => [...document.querySelectorAll('.captions li')].some(line => Number(line.dataset.key.slice('caption-'.length)) > after && line.textContent.includes(text))",
        new object[] { after, text }, new() { Timeout = RepairTimeout });

    private async Task WellAsync(Tab tab)
    {
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well: break something", new() { Timeout = RepairTimeout });
        await Expect(tab.Main.Locator("[data-key=database]")).ToContainTextAsync("server Ready, high availability Healthy", new() { Timeout = RepairTimeout });
        Assert.True(await Wait.Until(AllAreClosedAsync, TimeProvider.System, TimeSpan.FromMilliseconds(RepairTimeout), Ct), "An incident is still open.");
    }

    private async Task<bool> AllAreClosedAsync() => (await stage.Twin.Functions.IncidentsAsync(Ct)).All(incident => incident.Outcome != IncidentOutcome.Open);
}

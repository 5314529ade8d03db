using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>The console while a real cache and a real storage of files are away.</summary>
[Trait("Category", "real-processes")]
[Collection(nameof(OneWholeStage))]
public sealed partial class AwaySeenTests(Browser browser, WholeStageUnderPage stage, ITestOutputHelper output)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_web_servers_can_do_without_is_away_on_the_console_while_it_is_and_opens_no_incident()
    {
        await using Tab tab = await stage.OpenAsync(browser);
        await stage.WellAsync(tab);
        await using Tab console = await browser.OpenAsync();
        await console.SignInAsync(stage.Site, stage.Key);
        int before = (await stage.Twin.Functions.IncidentsAsync(Ct)).Count;
        string[] parts = await ThereAsync(tab, "Cache", "Files");
        Assert.SkipWhen(parts.Length == 0, "This machine has neither a cache nor a storage of files.");
        foreach (string part in parts)
        {
            await Expect(Node(console, part)).ToContainTextAsync("used by 3 of 3 web servers", new() { Timeout = WholeStageUnderPage.RepairTimeout });
        }

        foreach (string part in parts)
        {
            await tab.Main.Locator($"button[data-key={part.ToLowerInvariant()}-kill]").ClickAsync();
        }

        foreach (string part in parts)
        {
            await Expect(Node(console, part)).ToContainTextAsync("away for 3 of 3 web servers: ", new() { Timeout = WholeStageUnderPage.RepairTimeout });
        }

        await Expect(console.Main.Locator("h1")).ToHaveTextAsync(parts switch
        {
            ["Cache", "Files"] => "The cache and the storage of files are away",
            ["Cache"] => "The cache is away",
            _ => "The storage of files is away",
        });
        await console.LookAsync("without");
        foreach (string part in parts)
        {
            await tab.Main.Locator($"button[data-key={part.ToLowerInvariant()}-back]").ClickAsync();
        }

        foreach (string part in parts)
        {
            await Expect(Node(console, part)).ToHaveTextAsync(UsedByAll(), new() { Timeout = WholeStageUnderPage.RepairTimeout });
        }

        await Expect(console.Main.Locator("h1")).ToHaveTextAsync("All is well", new() { Timeout = WholeStageUnderPage.RepairTimeout });
        Assert.Equal(before, (await stage.Twin.Functions.IncidentsAsync(Ct)).Count);
        Assert.Equal([], console.Errors);
    }

    private async Task<string[]> ThereAsync(Tab tab, params string[] parts)
    {
        List<string> there = [];
        foreach (string part in parts)
        {
            bool isThere = await tab.Main.Locator($"[data-key={part}]").CountAsync() > 0;
            output.WriteLine($"{part}: {(isThere ? "there" : "not on this machine")}");
            there.AddRange(isThere ? [part] : []);
        }

        return [.. there];
    }

    private static ILocator Node(Tab console, string part) => console.Main.Locator($".besides [data-key={part.ToLowerInvariant()}]");

    [GeneratedRegex("used by 3 of 3 web servers$")]
    private static partial Regex UsedByAll();
}

using Microsoft.Playwright;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>Faults of a whole stack and what the automation does about them, followed on the page.</summary>
[Trait("Category", "real-processes")]
public sealed class FaultsSeenTests(Browser browser, StackUnderConsole stack) : IClassFixture<StackUnderConsole>
{
    private Twin Twin => stack.Twin;

    [Fact]
    public async Task A_crash_is_seen_while_it_is_healed_and_its_whole_story_afterwards()
    {
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey);
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");
        await Expect(tab.Main.Locator(".tile")).ToHaveCountAsync(3);
        await Expect(tab.Main.Locator(".member strong")).ToHaveTextAsync(["Primary", "Standby"]);
        await tab.LookAsync("well");

        // Until it has been looked at, the restart lasts.
        Twin.Azure.Faults.StickNextOperation(OperationKind.Restart);
        Twin.WebServer("1").Crash();
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("1 incident is being handled");
        await Expect(tab.Main.Locator(".incident h3")).ToContainTextAsync("Instance 1");
        await Expect(tab.Main.Locator(".incident .outlook")).ToContainTextAsync("Waits for");
        await tab.Main.Locator(".incident h3 a").ClickAsync();
        await Expect(tab.Main.Locator("h1")).ToContainTextAsync("Instance 1");
        await Expect(tab.Main.Locator(".headline .pill")).ToHaveTextAsync("●Open");
        Twin.Azure.Faults.ReleaseStuckOperations();
        await Expect(tab.Main.Locator(".headline .pill")).ToHaveTextAsync("✓Recovered");
        await Expect(tab.Main.Locator(".moment text")).ToHaveTextAsync(["First failure", "Signal", "Decided", "Accepted", "Done", "Restored", "Closed"]);
        await Expect(tab.Main.Locator(".steps li").First).ToContainTextAsync("opened by");
        await tab.LookAsync("incident");
        await tab.GoAsync("#/");
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");
        await Expect(tab.Main.Locator(".row .pill").First).ToHaveTextAsync("✓Recovered");

        Assert.Equal([], tab.Errors);
        // The alert came with the key in its address, as Azure sends it, and the page with the key in a header.
        Assert.NotEmpty(Twin.Functions.Output);
        Assert.DoesNotContain(Twin.Functions.Output, line => line.Contains(Twin.Options.FunctionKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failover_is_ordered_after_its_plan_was_shown_and_followed_to_its_end()
    {
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(Twin.Functions.Url, Twin.Options.FunctionKey, "#/database");
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("The database is well");

        await tab.ClickAsync("Fail over …");
        await Expect(tab.Dialog.Locator(".plan .good")).ToHaveTextAsync("✓ It would be begun now.");
        await Expect(tab.InDialog("Fail over")).ToBeEnabledAsync();
        await tab.Dialog.GetByText("Force", new() { Exact = true }).ClickAsync();
        await Expect(tab.Dialog.GetByLabel("Type force to confirm")).ToBeVisibleAsync();
        await Expect(tab.InDialog("Fail over")).ToBeDisabledAsync();
        await tab.Dialog.GetByText("Graceful", new() { Exact = true }).ClickAsync();
        await tab.Dialog.GetByLabel("Your name").FillAsync("anna");
        await tab.Dialog.GetByLabel("Why").FillAsync("practice");
        await tab.InDialog("Fail over").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Show the incident" }).ClickAsync();
        await Expect(tab.Main.Locator(".headline .pill")).ToHaveTextAsync("✓Recovered", new() { Timeout = 240_000 });
        await Expect(tab.Main.Locator(".steps")).ToContainTextAsync("operator anna");

        Assert.Equal([], tab.Errors);
    }
}

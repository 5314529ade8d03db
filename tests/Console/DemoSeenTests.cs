using Spectre.Console;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Scenarios.Twins;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>What <c>./steadfast demo --open</c> shows: the story, what must be seen after its fault, and what came of it, also when the command has ended.</summary>
[Trait("Category", "real-processes")]
public sealed class DemoSeenTests(Browser browser)
{
    private const float StoryTimeout = 240_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_story_of_the_demonstration_is_seen_with_what_is_expected_of_it_and_what_came_of_that()
    {
        TwinOptions options = Options();
        TwinShow show = new(options.Clock);
        options = options with { Tape = show.Tape };
        await using StringWriter told = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(TextWriter.Synchronized(told)) });
        await using Tab tab = await browser.OpenAsync();
        await using (PageServer page = await PageServer.StartAsync(show, options, ask: null, Ct))
        {
            Task<int> demo = DemoCommand.ShowAsync(console, ScenarioCatalog.Matching("alert-lost"), options, show, Ct);
            await tab.Page.GotoAsync(page.Page.ToString());
            await tab.GiveKeyAsync(options.FunctionKey, "Open the twin");

            await Expect(tab.Main.Locator(".promised li").First).ToContainTextAsync("The incident is diagnosed as InstanceUnresponsive", new() { Timeout = StoryTimeout });
            await Expect(tab.Main.Locator("select")).ToHaveCountAsync(0);
            Assert.Equal(ExitCode.Met, await demo);
        }

        await Expect(tab.Page.Locator(".stale")).ToContainTextAsync("The demonstration has ended.");
        await Expect(tab.Main.Locator("section[aria-label='The stack']")).ToContainTextAsync("It has ended with its story.");
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^The story is over: all [0-9]+ expectations were met$"));
        await Expect(tab.Main.Locator(".result summary")).ToContainTextAsync("alert-lost: recovered, all");
        await Expect(tab.Main.Locator(".judged li").First).ToContainTextAsync("Incident is diagnosed as InstanceUnresponsive: yes");
        await tab.LookAsync("twin-demo-over");
        Assert.Equal([], tab.Errors.Where(error => !error.Contains("ERR_CONNECTION", StringComparison.Ordinal)));
    }

    private static TwinOptions Options()
    {
        using TwinAddresses free = TwinAddresses.ClaimAny();
        return new() { Pace = TwinPace.Named("fast"), Number = free.Number, HasPage = true };
    }
}

using Spectre.Console;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Scenarios.Twins;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>The twin's page over a whole stack, as <c>./steadfast up</c> has it, for the tests of a class.</summary>
public class StageUnderPage : IAsyncLifetime
{
    private readonly CancellationTokenSource _end = new();
    private readonly StringWriter _told = new();
    private TwinShow _show = null!;
    private PageServer _page = null!;
    private Task _running = Task.CompletedTask;

    /// <summary>Address of the page, with the console beside it.</summary>
    public Uri Site => _page.Url;

    /// <summary>The key of this run.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Number of the last sentence that was told.</summary>
    public long Told => _show.Captions.After(0) is [.., var last] ? last.Number : 0;

    /// <summary>Opens the page in a tab of its own, with the key.</summary>
    public async Task<Tab> OpenAsync(Browser browser)
    {
        Tab tab = await browser.OpenAsync();
        await tab.Page.GotoAsync(new Uri(Site, "twin/").ToString());
        await tab.GiveKeyAsync(Key, "Open the twin");
        await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");
        return tab;
    }

    /// <summary>The stack that there is now.</summary>
    public Twin Twin => _show.Now.Twin ?? throw new InvalidOperationException("The stack is being built.");

    public async ValueTask InitializeAsync()
    {
        int number;
        using (TwinAddresses free = TwinAddresses.ClaimAny())
        {
            number = free.Number;
        }

        TwinOptions options = Adapt(new() { Pace = TwinPace.Named("fast"), HasDatabase = true, Number = number, HasPage = true });
        Key = options.FunctionKey;
        _show = new(options.Clock);
        options = options with { Tape = _show.Tape };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(TextWriter.Synchronized(_told)) });
        TwinStage stage = new(console, options, _show);
        _page = await PageServer.StartAsync(_show, options, stage.Ask, TestContext.Current.CancellationToken);
        TaskCompletionSource opened = new();
        _running = stage.RunAsync(_ => opened.TrySetResult(), _end.Token);
        await await Task.WhenAny(opened.Task, _running);
    }

    /// <summary>Says what else the stack has. Nothing by default.</summary>
    protected virtual TwinOptions Adapt(TwinOptions options) => options;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _end.CancelAsync();
        await _running;
        await _page.DisposeAsync();
        await _told.DisposeAsync();
        _end.Dispose();
    }
}

using Spectre.Console;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Console.Tests;

/// <summary>The twin's page over a whole stack, as <c>./steadfast up</c> has it, for the tests of a class.</summary>
public sealed class StageUnderPage : IAsyncLifetime
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

    /// <summary>The stack that there is now.</summary>
    public Twin Twin => _show.Now.Twin ?? throw new InvalidOperationException("The stack is being built.");

    public async ValueTask InitializeAsync()
    {
        int number;
        using (TwinAddresses free = TwinAddresses.ClaimAny())
        {
            number = free.Number;
        }

        TwinOptions options = new() { Pace = TwinPace.Named("fast"), HasDatabase = true, Number = number, HasPage = true };
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

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        await _page.DisposeAsync();
        await _told.DisposeAsync();
        _end.Dispose();
    }
}

using System.Text;
using Spectre.Console;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Scenarios.Tests;

/// <summary>A line on what is waited for: on a terminal alone, and gone when the next line comes.</summary>
[Trait("Category", "fast")]
public sealed class WaitLineTests
{
    private const string TakenBack = "\r\u001b[2K";

    [Fact]
    public void On_a_terminal_a_wait_is_one_line_that_changes_and_goes_with_the_next_sentence()
    {
        SetClock clock = new();
        using Output output = new(isTerminal: true);
        Story story = NewStory(output, clock);

        clock.Pass(0.9);
        story.ShowWait(TimeSpan.FromSeconds(1), () => "too soon");
        clock.Pass(0.2);
        story.ShowWait(TimeSpan.FromSeconds(1), () => "Azure is at the restart of 1 for 1 s");
        clock.Pass(1);
        story.ShowWait(TimeSpan.FromSeconds(1), () => "Azure is at the restart of 1 for 2 s");
        story.Tell(Speaker.Stage, "it serves");
        story.HideWait();

        string[] parts = Plain(output.Text).Split(TakenBack);
        Assert.Equal(["   1.10 s  ...        Azure is at the restart of 1 for 1 s", "   2.10 s  ...        Azure is at the restart of 1 for 2 s", "   2.10 s  STAGE      it serves\n"], parts);
    }

    [Fact]
    public void A_wait_never_takes_a_second_line()
    {
        SetClock clock = new();
        using Output output = new(isTerminal: true);
        Story story = NewStory(output, clock);

        clock.Pass(2);
        story.ShowWait(TimeSpan.FromSeconds(1), () => new string('w', 200));

        Assert.Equal(79, Plain(output.Text).Length);
        Assert.DoesNotContain("\n", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_output_goes_to_a_file_there_is_none()
    {
        SetClock clock = new();
        using Output output = new(isTerminal: false);
        Story story = NewStory(output, clock);
        clock.Pass(5);

        story.ShowWait(TimeSpan.FromSeconds(1), () => "a wait");
        await using (new WaitLine(story, () => "a wait", clock))
        {
            story.Tell(Speaker.Stage, "a sentence");
        }

        Assert.Equal("   5.00 s  STAGE      a sentence\n", Plain(output.Text));
    }

    private static Story NewStory(Output output, TimeProvider clock)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = output });
        console.Profile.Width = 80;
        return new(console, clock);
    }

    // Without what is bold and what is not.
    private static string Plain(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;]*m", "").Replace("\r\n", "\n", StringComparison.Ordinal);

    private sealed class Output(bool isTerminal) : IAnsiConsoleOutput, IDisposable
    {
        private readonly StringWriter _text = new();

        public string Text => _text.ToString();

        public TextWriter Writer => _text;

        public bool IsTerminal => isTerminal;

        public int Width => 80;

        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }

        public void Dispose() => _text.Dispose();
    }

    private sealed class SetClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

        public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}

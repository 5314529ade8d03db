using Spectre.Console;

namespace Steadfast.Local.Scenarios.Stories;

/// <summary>Tells what happens as it happens, in words an operator reads: "+1.24 s  ALERT  …". Safe to call from anywhere.</summary>
public sealed class Story(IAnsiConsole console, TimeProvider clock)
{
    private const int Margin = 22;
    private const int MinText = 20;
    private readonly Lock _gate = new();
    private DateTimeOffset _began = clock.GetUtcNow();
    private DateTimeOffset _toldAt = clock.GetUtcNow();
    private bool _showsWait;

    /// <summary>Told of each line as well; null, the default, for nobody.</summary>
    internal Action<Speaker, string, DateTimeOffset>? Listener { get; init; }

    /// <summary>True on a terminal, on which a line can be taken back.</summary>
    internal bool CanShowWaits => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;

    /// <summary>Starts the clock of the log at this moment.</summary>
    public void Begin() => _began = clock.GetUtcNow();

    /// <summary>A headline.</summary>
    public void Headline(string title)
    {
        lock (_gate)
        {
            TakeBackWait();
            console.WriteLine();
            console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]") { Justification = Justify.Left });
        }
    }

    /// <summary>One line of the log.</summary>
    /// <param name="at">When it happened; now when left out.</param>
    public void Tell(Speaker who, string text, DateTimeOffset? at = null)
    {
        DateTimeOffset moment = at ?? clock.GetUtcNow();
        Listener?.Invoke(who, text, moment);
        lock (_gate)
        {
            TakeBackWait();
            _toldAt = clock.GetUtcNow();
            double seconds = (moment - _began).TotalSeconds;
            string[] lines = [.. Wrap(text, Math.Max(MinText, console.Profile.Width - Margin - 1))];
            console.MarkupLine(
                $"[grey]{Markup.Escape($"{seconds,7:F2} s")}[/]  [{who.Color}]{Markup.Escape($"{who.Name,-9}")}[/]  "
                    + $"{Markup.Escape(lines[0])}");
            foreach (string line in lines.Skip(1))
            {
                console.WriteLine($"{"",Margin}{line}");
            }
        }
    }

    /// <summary>Shows what is waited for when nothing has been told for that long. The line goes with the next one that is told.</summary>
    /// <param name="quiet">Time without a line.</param>
    /// <param name="what">What is waited for.</param>
    internal void ShowWait(TimeSpan quiet, Func<string> what)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (!CanShowWaits || now - _toldAt < quiet)
            {
                return;
            }

            string line = $"{(now - _began).TotalSeconds,7:F2} s  {"...",-9}  {what()}";
            TakeBackWait();
            console.Write(new Text(line[..Math.Min(line.Length, Math.Max(MinText, console.Profile.Width - 1))], new Style(Color.Grey)));
            _showsWait = true;
        }
    }

    /// <summary>Takes the line of a wait back.</summary>
    internal void HideWait()
    {
        lock (_gate)
        {
            TakeBackWait();
        }
    }

    private void TakeBackWait()
    {
        if (_showsWait)
        {
            console.Write(new ControlCode("\r\u001b[2K"));
            _showsWait = false;
        }
    }

    // Under the text and not under the time: a terminal would begin each further line at its edge.
    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}

/// <summary>Speaker of a line, with its color.</summary>
/// <param name="Name">The name, in capitals.</param>
/// <param name="Color">A color Spectre.Console knows.</param>
public sealed record Speaker(string Name, string Color)
{
    /// <summary>Faults that are done to the stack on purpose.</summary>
    public static readonly Speaker Fault = new("FAULT", "red bold");

    /// <summary>Somebody who runs the stack.</summary>
    public static readonly Speaker Person = new("PERSON", "magenta bold");

    /// <summary>The outside client.</summary>
    public static readonly Speaker Client = new("CLIENT", "yellow");

    /// <summary>The load balancer.</summary>
    public static readonly Speaker Balancer = new("BALANCER", "blue");

    /// <summary>The platform: control plane and monitoring.</summary>
    public static readonly Speaker Azure = new("AZURE", "cyan");

    /// <summary>The automation.</summary>
    public static readonly Speaker Steadfast = new("STEADFAST", "green bold");

    /// <summary>The stage itself.</summary>
    public static readonly Speaker Stage = new("STAGE", "grey");
}

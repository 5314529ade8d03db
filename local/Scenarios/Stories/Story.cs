using Spectre.Console;

namespace Steadfast.Local.Scenarios.Stories;

/// <summary>Tells what happens as it happens, in words an operator reads: "+1.24 s  ALERT  …". Safe to call from anywhere.</summary>
/// <param name="console">Where to print.</param>
/// <param name="clock">Tells the time.</param>
public sealed class Story(IAnsiConsole console, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _began = clock.GetUtcNow();

    /// <summary>Starts the clock of the log at this moment.</summary>
    public void Begin() => _began = clock.GetUtcNow();

    /// <summary>A headline.</summary>
    /// <param name="title">The text.</param>
    public void Headline(string title)
    {
        lock (_gate)
        {
            console.WriteLine();
            console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]") { Justification = Justify.Left });
        }
    }

    /// <summary>One line of the log.</summary>
    /// <param name="who">Who speaks: CLIENT, BALANCER, ALERT, STEADFAST, AZURE.</param>
    /// <param name="text">What happened.</param>
    /// <param name="at">When it happened; now when left out.</param>
    public void Tell(Speaker who, string text, DateTimeOffset? at = null)
    {
        lock (_gate)
        {
            double seconds = ((at ?? clock.GetUtcNow()) - _began).TotalSeconds;
            console.MarkupLine($"[grey]{Markup.Escape($"{seconds,7:F2} s")}[/]  [{who.Color}]{Markup.Escape($"{who.Name,-9}")}[/]  {Markup.Escape(text)}");
        }
    }
}

/// <summary>Who speaks, and in which color.</summary>
/// <param name="Name">The name, in capitals.</param>
/// <param name="Color">A color Spectre.Console knows.</param>
public sealed record Speaker(string Name, string Color)
{
    /// <summary>What is done to the stack on purpose.</summary>
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

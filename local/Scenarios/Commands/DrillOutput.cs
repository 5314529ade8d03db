using Spectre.Console;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>Way in which a command shows a run.</summary>
internal sealed record DrillOutput
{
    /// <summary>Prints the table at the end.</summary>
    public Action<IAnsiConsole, IReadOnlyList<DrillReport>> Print { get; init; } = DrillTable.Print;

    /// <summary>Told of each story before anything is started; null for nobody.</summary>
    public Action<IScenario>? Begins { get; init; }

    /// <summary>Told of each twin that runs, with the log of its story; null for nobody.</summary>
    public Action<Twin, Story>? Started { get; init; }

    /// <summary>Told of the end of each twin; null for nobody.</summary>
    public Action? Ended { get; init; }

    /// <summary>Told of each report; null for nobody.</summary>
    public Action<DrillReport>? Judged { get; init; }

    /// <summary>Told of each line of a story; null for nobody.</summary>
    public Action<Speaker, string, DateTimeOffset>? Listener { get; init; }
}

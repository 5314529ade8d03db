using System.Text.RegularExpressions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Conformance.Tests.Stage;

/// <summary>What two records of the same story must have in common, whatever ran it: ids and times are different each time.</summary>
/// <param name="StartedBy">Who or what opened it.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">The sentence of the outcome.</param>
/// <param name="Actions">Kind, who asked, and what came of it.</param>
internal sealed partial record Outline(string StartedBy, IncidentOutcome Outcome, string Reason, string Actions)
{
    public static Outline Of(IncidentRecord record) => new(
        record.StartedBy, record.Outcome, Time().Replace(record.Reason, "TIME"), string.Join(", ", record.Actions.Select(action => $"{action.Kind} by {action.AskedBy}: {action.Result}")));

    /// <summary>The moments of a timeline that were reached must be in order; the decision is left out, as it is the last of several.</summary>
    public static void RequireOrder(IncidentRecord record)
    {
        IncidentTimeline times = record.Timeline;
        DateTimeOffset[] reached = [.. new[] { times.Signal, times.ActionAccepted, times.ActionDone, times.Restored, times.Closed }.OfType<DateTimeOffset>()];
        Assert.Equal(reached.Order(), reached);
        Assert.Equal(record.Steps.Select(step => step.At).Order(), record.Steps.Select(step => step.At));
    }

    [GeneratedRegex("[0-9]{2}:[0-9]{2}:[0-9]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}

using System.Text.Json.Serialization;
using Steadfast.Functions.Actions;

namespace Steadfast.Functions.Incidents;

/// <summary>Names the incident that was the first to hand an outage over to a person.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="At">When that was, UTC.</param>
public sealed record HandOver(string Incident, DateTimeOffset At)
{
    /// <summary>Gets when its signal came, UTC; null when a version before has kept it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Signal { get; init; }
}

/// <summary>Describes how the incident before, under the same key, was handed over to a person.</summary>
/// <param name="First">The first to say so; those after it repeat it.</param>
/// <param name="Closed">When the incident before closed, UTC.</param>
/// <param name="Diagnosis">The diagnosis that it closed with.</param>
/// <param name="Said">What a person was told, without the evidence.</param>
public sealed record Escalation(HandOver First, DateTimeOffset Closed, FailureKind Diagnosis, string Said);

/// <summary>
/// Tells whether an incident hands over what was handed over before, so that nobody is woken twice for one outage: alerts come late, and
/// the watchdog looks again every few minutes. When in doubt, it is news. Pure.
/// </summary>
internal static class EscalationPolicy
{
    // Whoever has acknowledged the first may have fallen asleep over it.
    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromHours(2);

    /// <summary>Describes the hand-over of an incident; null when it was not handed over, or with nothing to compare.</summary>
    public static Escalation? Of(IncidentRecord? record)
    {
        if (record is not { Outcome: IncidentOutcome.Escalated, Timeline.Closed: { } closed, Diagnosis: { } diagnosis })
        {
            return null;
        }

        HandOver first = record.Repeats ?? new(record.Id, closed) { Signal = record.Timeline.Signal };
        return new(first, closed, diagnosis, SaidBy(record));
    }

    /// <summary>
    /// Names the incident whose hand-over a closed one repeats; null when it says something new, or when two hours have passed.
    /// </summary>
    /// <param name="before">The hand-over before; null when there was none.</param>
    /// <param name="failingSince">Since when the target fails without a break by the newest look, UTC; null when that look does not tell:
    /// then it may have been well in between.</param>
    public static HandOver? Repeated(IncidentRecord record, Escalation? before, DateTimeOffset? failingSince)
    {
        bool acted = record.Actions.Any(action => action.Accepted is not null || action.Result == ActionResult.Running);
        if (Of(record) is not { } now || before is null || acted)
        {
            return null;
        }

        bool isUnbroken = failingSince <= before.Closed && before.Closed <= now.Closed;
        bool isSame = (now.Diagnosis, now.Said) == (before.Diagnosis, before.Said);
        TimeSpan passed = now.Closed - before.First.At;
        return isUnbroken && isSame && passed >= TimeSpan.Zero && passed < ToldAgainAfter ? before.First : null;
    }

    // Up to the end of the next step; after that comes the evidence, which differs from look to look.
    private static string SaidBy(IncidentRecord record)
    {
        int step = record.NextStep is { } next ? record.Reason.IndexOf(next, StringComparison.Ordinal) : -1;
        return step < 0 ? record.Reason : record.Reason[..(step + record.NextStep!.Length)];
    }
}

using System.Globalization;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using static Steadfast.Functions.Platform.Statement;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Writes the sentences of an incident that any target can have: each begins with what it is about, gives the verdict and its numbers, then
/// the next step of a person, then the evidence. InstanceText and DatabaseText hold those of one target, GuardText those of the guard.
/// Pure.
/// </summary>
internal static class IncidentText
{
    /// <summary>Limits a step, in characters.</summary>
    public const int MaxStep = 500;

    /// <summary>Limits the reason of a record, which is the text of its notices too.</summary>
    public const int MaxReason = 800;

    /// <summary>Limits the part of a record that is evidence only.</summary>
    public const int MaxDetail = 300;

    public static Statement Opened(string startedBy, string target) => $"Incident opened by {startedBy} for {IncidentKey.NameOf(target)}";

    /// <summary>Hands over to a person: nothing more is done until a new alert or order comes.</summary>
    /// <param name="problem">What is wrong, as a clause.</param>
    /// <param name="nextStep">What a person does; with its full stop.</param>
    public static Statement Escalated(string problem, string nextStep, string evidence) =>
        new($"Person needed: {problem}", evidence) { Instruction = nextStep };

    public static Statement AutomationFailed(string failure) =>
        Escalated($"the automation failed on this incident ({failure})", "Read its log in Application Insights, Failures.", "");

    /// <summary>Tells of an incident that a person ended from outside, or that the watchdog gave up.</summary>
    public static string Ended(string id, string why) => $"Person needed: {why}. Get the details from GET /api/incidents/{id}.";

    /// <summary>Tells of the end by a person, who must know what goes on at the platform without the incident.</summary>
    /// <param name="stillRunning">"restart", "failover", ...; null when nothing runs.</param>
    public static Statement Aborted(Abort abort, string? stillRunning)
    {
        string ended = $"Incident ended by {abort.By}{Because(abort.Reason)}";
        if (stillRunning is null)
        {
            return ended;
        }

        return $"{ended}; the {stillRunning} is still running at the platform";
    }

    /// <summary>Tells how an incident ended whose action may still run on the platform, as part of a sentence.</summary>
    /// <param name="abort">The order by which a person has ended it; null: the automation failed on it.</param>
    public static string HowItEnded(Abort? abort) => abort is null ? "failed" : $"was ended by {abort.By}";

    public static Statement Withdrawn(string why) => $"Incident closed without an action: {why}, and nothing was started";

    public static Statement AbortHeard(Abort abort) => $"{Capital(abort.By)} ended the incident{Because(abort.Reason)}";

    public static Statement OrderHeard(Order order) => $"{Capital(order.By)} ordered {order.Rung.Name()}{Because(order.Reason)}";

    public static Statement OrderHeard(FailoverOrder order) =>
        $"{Capital(order.By)} ordered a failover in mode {order.Mode.ToString().ToLowerInvariant()} ({order.Reason})";

    /// <summary>Tells of an order that is not carried out.</summary>
    /// <param name="what">"restart" or "failover".</param>
    public static Statement OrderNotDone(string what, string by, string why) => new($"{Capital(what)} ordered by {by} is not done", why);

    public static string IncidentEndedFirst => "the incident ended first";

    public static Statement OrderNext(string what, string by, string? reason = null) =>
        $"{Capital(what)} comes next, ordered by {by}{Because(reason)}";

    public static Statement ApprovalAsked(string action, string target, DateTime until) =>
        $"{Capital(action)} of {IncidentKey.NameOf(target)} needs approval before {Clock(until)}";

    /// <summary>Writes the notice that an approval is needed.</summary>
    public static Statement ApprovalNeeded(string action, IncidentRecord record, DateTime until) =>
        ApprovalAsked(action, record.Target, until) with { Evidence = record.Reason, Instruction = HowToApprove(record.Id) };

    /// <summary>Tells the next step of a person when an approval is asked for.</summary>
    public static string HowToApprove(string incidentId) => $"POST /api/incidents/{incidentId}/approve lets it happen.";

    public static Statement Approved(string action, Approval given) =>
        $"{Capital(action)} approved by {given.By}{Because(given.Note)}; checking once more before acting";

    public static Statement NotApproved(string action) => $"{Capital(action)} was not approved";

    public static Statement NobodyApproved(string action, string target, TimeSpan waited) =>
        new Statement($"{Capital(action)} of {IncidentKey.NameOf(target)} not done: nobody approved it within {Minutes(waited)}")
        {
            Instruction = "Order the action, or set its mode to Auto.",
        };

    public static Statement Observed(string action, string target) =>
        $"{Capital(action)} of {IncidentKey.NameOf(target)} would be started now, but its mode is observe";

    public static Statement ObservedForLong(string action, string target, TimeSpan lasted) =>
        new Statement(
            $"{Capital(action)} of {IncidentKey.NameOf(target)} not done in mode observe, and the fault has lasted {Minutes(lasted)}")
        {
            Instruction = "Order the action, or set its mode to Auto or Approve.",
        };

    /// <summary>Tells that the guard, or the last check before the action, said no; the incident closes.</summary>
    public static Statement RefusedForGood(Refusal refusal) => new(refusal.Reason) { Instruction = GuardText.ToLift(refusal.Kind) };

    public static Statement CanaryFailed(string evidence) => Escalated(
        "repairing one web server did not help, so the others are left alone", Runbooks.NextStep(FailureKind.FleetFailing), evidence);

    public static Statement FailsAgainSoon(Refusal refusal, string evidence) => Escalated(
        "the database fails again soon after the last incident",
        "Order POST /api/database/failover if a second failover is worth its outage.", $"{refusal.Reason}; {evidence}");

    public static Statement NotStartedForLong(string action, string target, TimeSpan waited, string why) => Escalated(
        $"{action} of {IncidentKey.NameOf(target)} could not be started for {Minutes(waited)}",
        "Remove what stands in its way, then order the action.", why);

    public static Statement NotStarted(string action, string target, string why) =>
        new($"{Capital(action)} of {IncidentKey.NameOf(target)} not started", why);

    public static Statement OwnedByScaleSet(TimeSpan waited) => Escalated(
        $"automatic repairs of the scale set own its instances and have not helped for {Minutes(waited)}",
        "Order a repair, or set Recovery__PlatformRepairs to Suspend.", "");

    public static Statement StandingDown =>
        "Automatic repairs of the scale set are running and own the instances, as Recovery__PlatformRepairs says; waiting for them";

    /// <summary>Tells that an action was accepted, has ended, or was not needed after all.</summary>
    public static Statement ActionChanged(ActionTaken action)
    {
        string what = $"{Capital(action.Kind)} of {IncidentKey.NameOf(action.Target)}";
        return action.Result switch
        {
            ActionResult.Running => new(Capital(action.Detail)),
            ActionResult.Succeeded => new($"{what} finished", action.Detail),
            ActionResult.Skipped => new($"{what} not needed", action.Detail),
            ActionResult.Held => new($"{what} not started", action.Detail),
            ActionResult.TimedOut => new($"{what} timed out", action.Detail),
            _ => new($"{what} failed", action.Detail),
        };
    }

    public static string StepsLeftOut(int count) => $"{count} steps are left out here: a record has room for 48 KB";

    public static Statement ServesNoMore(string target, string evidence) =>
        new($"{Capital(IncidentKey.NameOf(target))} stopped serving again", evidence);

    public static Statement NotGivenBack(string failure) =>
        $"Permit of this incident could not be given back ({failure}); the watchdog releases it";

    public static Statement NotTold(string failure) => $"Notice to people could not be sent ({failure})";

    /// <summary>Writes a moment of the day: "21:05:30 UTC".</summary>
    public static string Clock(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Writes a time in minutes: "2.5 min".</summary>
    public static string Minutes(TimeSpan time) => $"{time.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture)} min";

    /// <summary>Writes a time in seconds: "10 s".</summary>
    public static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s";

    private static string Because(string? reason) => reason is null ? "" : $" ({reason})";
}

using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Describes an open incident that does not run, as the looks so far have found it.</summary>
/// <param name="Status">Pending, Suspended, or Running when nothing is heard of it.</param>
/// <param name="UpdatedAt">When it last did anything, UTC.</param>
/// <param name="Looks">In how many looks in a row it was found so.</param>
/// <param name="Lasted">For how long it was found so, counted by the looks.</param>
public sealed record StuckIncident(string Id, OrchestrationRuntimeStatus Status, DateTime UpdatedAt, int Looks, TimeSpan Lasted);

/// <summary>Carries the decision about an incident that does not run.</summary>
/// <param name="GiveUp">Whether it is ended from outside; else it is resumed.</param>
/// <param name="Why">Why, as a sentence.</param>
/// <param name="Notice">What people are told.</param>
public sealed record StuckRemedy(string IncidentId, bool GiveUp, string Why, Notice Notice);

/// <summary>
/// Finds incidents that hold their key and do nothing: one whose start was lost, one that somebody suspended, one that has not been heard
/// of. Pure. They are counted in looks, whose count is kept by way of the same queues: where these are slow, the count is slow too. None is
/// given up within <see cref="OpenIncidents.MaxWait"/>: looks may come in a burst, and a start or a resumption takes its time.
/// </summary>
public static class StuckPolicy
{
    private const int LooksToSee = 2;
    private const int LooksToGiveUp = 4;

    // What one look adds at most: a clock that has jumped, or a watchdog that was away, proves nothing.
    private static readonly TimeSpan MaxLook = TimeSpan.FromMinutes(1);

    /// <summary>Judges the open incidents at one look.</summary>
    /// <returns>What is remembered of those that do not run.</returns>
    public static IReadOnlyList<StuckIncident> Look(WatchdogInput facts, WatchdogOptions options) =>
        [.. facts.Running.Where(incident => IsSuspicious(incident, facts.Now, options)).Select(incident => Count(incident, facts))];

    /// <summary>Decides about those that have been found so often or long enough.</summary>
    public static IReadOnlyList<StuckRemedy> Remedies(IReadOnlyList<StuckIncident> stuck, WatchdogInput facts, WatchdogOptions options) =>
        [.. stuck.Select(incident => RemedyOf(incident, facts, options)).OfType<StuckRemedy>()];

    // Whoever waits for a person's approval has nothing to do until then.
    private static bool IsSuspicious(RunningIncident incident, DateTime now, WatchdogOptions options) =>
        incident.Status != OrchestrationRuntimeStatus.Running
            || (!incident.IsWaitingForApproval && now - incident.UpdatedAt >= options.StuckAfter / 2);

    private static StuckIncident Count(RunningIncident incident, WatchdogInput facts)
    {
        StuckIncident? before = facts.State.Memory.Stuck.FirstOrDefault(known => known.Id == incident.Id && known.Status == incident.Status
            && (incident.Status != OrchestrationRuntimeStatus.Running || known.UpdatedAt == incident.UpdatedAt));
        if (before is null || facts.State.Memory.Last is not { } last)
        {
            return new(incident.Id, incident.Status, incident.UpdatedAt, 1, TimeSpan.Zero);
        }

        TimeSpan counted = new(Math.Clamp((facts.Now - last.At).Ticks, 0, MaxLook.Ticks));
        return before with { Looks = before.Looks + 1, Lasted = before.Lasted + counted };
    }

    private static StuckRemedy? RemedyOf(StuckIncident incident, WatchdogInput facts, WatchdogOptions options) => incident.Status switch
    {
        OrchestrationRuntimeStatus.Pending when incident.Looks >= LooksToSee && incident.Lasted >= OpenIncidents.MaxWait =>
            GivesUp(incident, "has not begun", facts),
        OrchestrationRuntimeStatus.Suspended when incident.Looks >= LooksToGiveUp && incident.Lasted >= OpenIncidents.MaxWait =>
            GivesUp(incident, "is suspended and does not resume", facts),
        // At each look until then: a resumption may fail, and whoever has suspended it may do so again.
        OrchestrationRuntimeStatus.Suspended when incident.Looks >= LooksToSee =>
            Remedy(incident, giveUp: false, GuardText.ResumedIncident(incident.Id), facts),
        OrchestrationRuntimeStatus.Running when incident.Lasted >= options.StuckAfter / 2 =>
            GivesUp(incident, $"has done nothing since {GuardText.Date(incident.UpdatedAt)}", facts),
        _ => null,
    };

    private static StuckRemedy GivesUp(StuckIncident incident, string what, WatchdogInput facts) =>
        Remedy(incident, giveUp: true, GuardText.GivenUp(incident.Id, what), facts);

    private static StuckRemedy Remedy(StuckIncident incident, bool giveUp, Statement says, WatchdogInput facts)
    {
        // Resuming the incident must not change the id: a look that is killed before it is remembered comes again.
        DateTime since = facts.Running.First(running => running.Id == incident.Id).Since;
        string id = $"stuck-{incident.Id}-{WatchdogNotices.Stamp(since)}-{(giveUp ? "given-up" : "resumed")}";
        Notice notice = new(id, NoticeKind.ReleaseAbandonedIncident, "automation", says.Text, facts.Now, incident.Id)
        {
            NextStep = says.Instruction,
        };
        return new(incident.Id, giveUp, says.Verdict, notice);
    }
}

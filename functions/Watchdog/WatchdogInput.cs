using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Watchdog;

/// <summary>Carries everything the watchdog judges by.</summary>
/// <param name="Now">The moment, UTC.</param>
/// <param name="Seen">The web tier.</param>
/// <param name="Running">The incidents that are open.</param>
/// <param name="Guard">What the guard knows.</param>
/// <param name="Gone">Incidents that still hold something of the guard's and are not running any more.</param>
/// <param name="Alerted">Of the targets whose alert is due, those for which one has come.</param>
/// <param name="State">What the watchdog knows.</param>
public sealed record WatchdogInput(
    DateTime Now, TierObservation Seen, IReadOnlyList<RunningIncident> Running, GuardState Guard, IReadOnlyList<string> Gone,
    IReadOnlyList<string> Alerted, WatchdogState State)
{
    /// <summary>Gets the guard's limits.</summary>
    public GuardOptions Limits { get; init; } = new();

    /// <summary>Gets the incidents that have come to their end since the first of the targets that are sick became so.</summary>
    public IReadOnlyList<EndedIncident> Ended { get; init; } = [];

    /// <summary>Gets when those of <see cref="Gone"/> were opened, UTC, as far as that is known.</summary>
    public IReadOnlyDictionary<string, DateTime> GoneSince { get; init; } = new Dictionary<string, DateTime>();

    /// <summary>Gets how many instances are wanted, when the scale set was asked with this look; null when it was not.</summary>
    public WantedInstances? Wanted { get; init; }

    /// <summary>Finds the incidents of an instance.</summary>
    internal IncidentsUnderKey Of(string target)
    {
        string prefix = IncidentKey.Prefix(IncidentKey.ForInstance(target));
        RunningIncident? open = Running.FirstOrDefault(incident => incident.Id.StartsWith(prefix, StringComparison.Ordinal));
        WatchedTarget? known = State.Memory.Targets.FirstOrDefault(watched => watched.Target == target);
        DateTime?[] ended = [
            .. Ended.Where(incident => incident.Id.StartsWith(prefix, StringComparison.Ordinal))
                .Select(incident => (DateTime?)incident.CountsAt(known))];
        return new(open?.Id, 0, ended.Max(), open?.Status == OrchestrationRuntimeStatus.Running);
    }
}

/// <summary>Describes an incident that is open and was not given up.</summary>
/// <param name="Since">Since when, UTC.</param>
/// <param name="UpdatedAt">When it last did anything, UTC.</param>
/// <param name="Status">Whether it runs.</param>
public sealed record RunningIncident(
    string Id, DateTime Since, DateTime UpdatedAt, OrchestrationRuntimeStatus Status = OrchestrationRuntimeStatus.Running)
{
    /// <summary>Gets whether it waits for a person's approval, and for nothing else.</summary>
    public bool IsWaitingForApproval { get; init; }

    /// <summary>Gets whether its outcome is known and people are told: it only gives back what it held.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>Describes an incident that has come to its end.</summary>
/// <param name="At">When, UTC.</param>
public sealed record EndedIncident(string Id, DateTime At)
{
    /// <summary>Gets whether it ended without its target being well: it was handed to a person, or refused. False also when
    /// it was not read, because its time says enough.</summary>
    public bool IsUnresolved { get; init; }

    /// <summary>
    /// Tells whether it ended after the last look that showed its target well, and before the first that showed it sick. By its time alone
    /// it would be about an earlier fault. One of which a look has known, be it while it was open, needs no such guess.
    /// </summary>
    public bool EndedBeforeFirstLook(WatchedTarget? target) =>
        target is { LastIncident: null } && At >= target.WellAt && At < target.SickSince;

    /// <summary>Returns the moment at which it counts as ended, UTC: what it has not resolved is what the first look showed.</summary>
    public DateTime CountsAt(WatchedTarget? target) => IsUnresolved && EndedBeforeFirstLook(target) ? target!.SickSince!.Value : At;
}

/// <summary>Describes an incident to open.</summary>
/// <param name="Target">Number of the instance.</param>
/// <param name="FirstFailure">When it was first seen sick, UTC.</param>
/// <param name="Flapping">What was seen of it serving off and on; null when it is simply sick.</param>
public sealed record WatchOpening(string Target, DateTime FirstFailure, string? Flapping)
{
    /// <summary>Gets whether the platform has been changing it for long.</summary>
    public bool IsOfChange { get; init; }

    /// <summary>Gets whether it is the next to be repaired as a test while most are down and the test before did not help.</summary>
    public bool IsTest { get; init; }
}

/// <summary>Carries the plan of the watchdog after a look.</summary>
/// <param name="Memory">What it knows then.</param>
/// <param name="Openings">The incidents to open.</param>
/// <param name="Notices">What people are to be told.</param>
/// <param name="ExpiredLease">A lease that ran out, and has to be forgotten once that is told.</param>
public sealed record WatchdogPlan(
    WatchdogMemory Memory, IReadOnlyList<WatchOpening> Openings, IReadOnlyList<Notice> Notices, DeploymentLease? ExpiredLease)
{
    /// <summary>Gets the plan for incidents that hold their key and do not run.</summary>
    public IReadOnlyList<StuckRemedy> Stuck { get; init; } = [];
}

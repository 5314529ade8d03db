using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Says what an open incident waits for, until when, what comes then, and what a person can do. Pure.</summary>
public static class OutlookPolicy
{
    /// <summary>Tells the outlook of an open incident.</summary>
    /// <param name="settings">The settings that it began with.</param>
    public static IncidentOutlook Of(IncidentRecord record, IncidentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return record switch
        {
            { Awaiting: { } wanted } => Asks(wanted),
            { Refusal: { } refusal } => Refused(refusal, settings.Guard),
            { Running: { } running } => Operates(running, settings),
            { Timeline.Restored: { } restored } => Confirms(record.Target, restored, settings),
            { Actions: [.., { Accepted: not null } last] } => Verifies(record, last, settings),
            _ => Decides(record, settings),
        };
    }

    private static IncidentOutlook Asks(ApprovalWanted wanted) => new(
        $"a person to approve the {wanted.Action.Name()}", wanted.Until, "Without an approval it closes as refused, and nothing is done.",
        $"Approve the {wanted.Action.Name()}, or end the incident.");

    private static IncidentOutlook Refused(Refusal refusal, GuardOptions limits) => new(
        Obstacle(refusal.Kind), refusal.ActsAt,
        $"It acts as soon as nothing is in the way, and closes as refused when that takes {limits.RefusalDeadline.TotalMinutes:0.##} min.",
        WayOut(refusal.Kind));

    private static string Obstacle(RefusalKind kind) => kind switch
    {
        RefusalKind.Paused => "the end of the pause",
        RefusalKind.LeaseHeld => "the deployment to give its lease back",
        RefusalKind.BreakerOpen => "a person to close the breaker",
        RefusalKind.CoolingDown => "the end of the cool-down",
        RefusalKind.BudgetSpent => "another repair to end",
        RefusalKind.BelowFloor => "more instances to serve",
        RefusalKind.Storm => "the repair that is tried first",
        RefusalKind.StormCanaryFailed => "the end of the storm",
        _ => "the other incident of this target to end",
    };

    private static string? WayOut(RefusalKind kind) => kind switch
    {
        RefusalKind.Paused => "Resume the automation when it may act again.",
        RefusalKind.LeaseHeld => "See whether the deployment still runs.",
        RefusalKind.BreakerOpen => "Find out why acting did not help, then close the breaker.",
        RefusalKind.BelowFloor => "Add instances, or order the action by force.",
        RefusalKind.StormCanaryFailed => "Look for what all of them share: a deployment, the network, the database.",
        _ => null,
    };

    private static IncidentOutlook Operates(ActionTaken action, IncidentSettings settings) => new(
        $"the platform to end the {action.Kind}",
        action.Accepted + settings.DeadlineOf(action.Repair),
        TestAfter(action, settings.Recovery),
        null);

    private static string TestAfter(ActionTaken action, RecoveryOptions limits)
    {
        if (action.Repair == RepairAction.Failover)
        {
            return "Then a write is tried through a web server.";
        }

        return $"Then it must serve for {Seconds(limits.StayHealthy)} without a break.";
    }

    private static IncidentOutlook Confirms(string target, DateTimeOffset restored, IncidentSettings settings)
    {
        if (target == IncidentKey.Database)
        {
            return new(
                "a healthy standby", restored + settings.Database.RedundancyDeadline,
                "Then it closes as recovered; without a standby it is handed over to a person.", null);
        }

        return new(
            $"{IncidentKey.NameOf(target)} to stay healthy", restored + settings.Recovery.StayHealthy, "Then it closes as recovered.",
            null);
    }

    private static IncidentOutlook Verifies(IncidentRecord record, ActionTaken last, IncidentSettings settings)
    {
        if (record.Target == IncidentKey.Database)
        {
            return new("a write that succeeds", last.Done + settings.Database.VerifyDeadline, "Otherwise it is decided anew.", null);
        }

        return new(
            $"{IncidentKey.NameOf(last.Replacement ?? record.Target)} to serve", last.Done + settings.Recovery.RestoreDeadline,
            Otherwise(last.Repair.Next(), settings.Modes), null);
    }

    private static string Otherwise(RepairAction? next, ModeOptions modes)
    {
        if (next is not { } rung)
        {
            return "Otherwise it is handed over to a person.";
        }

        return modes.Of(rung) switch
        {
            Mode.Auto => $"Otherwise: {rung.Name()}, if the guard allows it.",
            Mode.Approve => $"Otherwise a person is asked to approve a {rung.Name()}.",
            _ => $"Otherwise it closes as refused: {rung.Name()} is in mode observe.",
        };
    }

    private static IncidentOutlook Decides(IncidentRecord record, IncidentSettings settings)
    {
        bool isDatabase = record.Target == IncidentKey.Database;
        string target = IncidentKey.NameOf(record.Target);
        return record.Diagnosis switch
        {
            FailureKind.DeploymentInProgress =>
                new("the deployment to end", Since(settings.Recovery.YieldDeadline), "Then it is looked at once more.", null),
            FailureKind.PlatformRecovering when isDatabase =>
                new("the platform to put the database in order", null, "When it does not, the database is failed over.", null),
            FailureKind.PlatformRecovering => new(
                "the platform to end what it is doing", Since(settings.Recovery.YieldDeadline), "Then it is looked at once more.", null),
            FailureKind.ZoneFailing =>
                new("the zone to come back", Since(settings.Recovery.YieldDeadline), "Otherwise it is handed over to a person.", null),
            FailureKind.StandbyUnhealthy =>
                new("a healthy standby", Since(settings.Database.RedundancyDeadline), "Otherwise it is handed over to a person.", null),
            _ => new(
                $"a clear picture of {target}", Since(settings.Recovery.DecisionDeadline),
                "Then it acts, closes without an action, or is handed over to a person.", null),
        };

        DateTimeOffset? Since(TimeSpan timeout) => record.Timeline.Signal + timeout;
    }

    private static string Seconds(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(2))
        {
            return $"{time.TotalSeconds:0.##} s";
        }

        return $"{time.TotalMinutes:0.##} min";
    }
}

/// <summary>Tells what an open incident waits for, and what comes then.</summary>
/// <param name="WaitsFor">What is waited for, as part of a sentence: "the platform to end the restart".</param>
/// <param name="Until">Until when at the latest, UTC; null when that depends on something else than time.</param>
/// <param name="Then">What follows: one sentence.</param>
/// <param name="ForPerson">What a person can do: one sentence; null when nothing is asked of anybody.</param>
public sealed record IncidentOutlook(string WaitsFor, DateTimeOffset? Until, string Then, string? ForPerson);

using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>Asks the decision policy for the database, with a standby that could take over and web servers that cannot use it.</summary>
public static class DatabaseCourse
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    private static readonly IncidentSettings Settings = new(new RecoveryOptions(), new GuardOptions(), new ModeOptions());

    private static readonly DatabaseObservation Seen = new(
        Noon, new(Total: 3, Ok: 0, Slow: 0, ReadOnly: 0, Unreachable: 3, []), CheckResult.Bad("it does not answer"),
        new(new("Ready", "ZoneRedundant", "Healthy", "1", "2"), null), new(null, null));

    /// <summary>Course of an incident of the database after a diagnosis; null when it is none of a database.</summary>
    public static RemedyCourse? Of(FailureKind kind)
    {
        try
        {
            return new([.. Steps(kind)]);
        }
        catch (InvalidOperationException)
        {
            return null; // the policy's switch has no such diagnosis
        }
    }

    private static IEnumerable<RemedyStep> Steps(FailureKind kind)
    {
        DatabaseProgress agreed = new(kind, Settings.Database.ChecksNeeded, Noon, Noon, Noon);
        List<RemedyStep> steps = [First(agreed)];
        foreach ((string Name, TimeSpan Time) deadline in Deadlines.OrderBy(deadline => deadline.Time))
        {
            Decision later = Decide(agreed, deadline.Time);
            if (steps[^1].Decision.Remedy == Remedy.Wait && later.Remedy != Remedy.Wait)
            {
                steps.Add(new(RemedyCourse.After(deadline), later));
            }
        }

        for (int failovers = 1; steps[^1].Decision.Remedy == Remedy.Failover; failovers++)
        {
            steps.Add(new(RemedyCourse.NoHelp, Decide(agreed with { Failovers = failovers }, Settings.Database.PlatformDeadline)));
        }

        (string Name, TimeSpan Time) stale = (
            $"{DatabaseOptions.Section}__{nameof(DatabaseOptions.StaleAfter)}", Settings.Database.StaleAfter);
        return Decide(agreed with { HasMoved = true }, stale.Time) is { Remedy: Remedy.Recycle } recycle
            ? [.. steps, new($"but {RemedyCourse.After(stale)} of it when the database was failed over", recycle)]
            : steps;
    }

    // What one look alone would not do follows from several that agree.
    private static RemedyStep First(DatabaseProgress agreed)
    {
        Decision decision = Decide(agreed, TimeSpan.Zero);
        bool isAgreement = Decide(agreed with { Looks = 1 }, TimeSpan.Zero).Remedy != decision.Remedy;
        return new(
            isAgreement ? $"after {agreed.Looks} looks in a row (`{DatabaseOptions.Section}__{nameof(DatabaseOptions.ChecksNeeded)}`)" : "",
            decision);
    }

    private static Decision Decide(DatabaseProgress standing, TimeSpan later)
    {
        // What it would be without the platform's own work.
        FailureKind? beneath = standing.Kind == FailureKind.PlatformRecovering ? FailureKind.DatabaseUnavailable : null;
        Diagnosis diagnosis = new(standing.Kind!.Value, RemedyCourse.Because) { Beneath = beneath };
        return DatabaseDecisionPolicy.Decide(diagnosis, Seen, standing with { Beneath = beneath }, Noon + later, Settings);
    }

    private static (string Name, TimeSpan Time)[] Deadlines =>
    [
        ($"{DatabaseOptions.Section}__{nameof(DatabaseOptions.PlatformDeadline)}", Settings.Database.PlatformDeadline),
        ($"{RecoveryOptions.Section}__{nameof(RecoveryOptions.DecisionDeadline)}", Settings.Recovery.DecisionDeadline),
        ($"{DatabaseOptions.Section}__{nameof(DatabaseOptions.RedundancyDeadline)}", Settings.Database.RedundancyDeadline),
    ];
}

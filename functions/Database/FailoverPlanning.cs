using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>Tells people what an ordered failover would lead to. Pure.</summary>
public static class FailoverPlanning
{
    /// <summary>Plans what an order would lead to.</summary>
    /// <param name="open">Id of the open incident; null when there is none.</param>
    public static FailoverPlan Of(
        FailoverOrder order, DatabaseObservation seen, string? open, GuardState guard, DateTime now, IncidentSettings settings)
    {
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen);
        WantedAction wanted = new(
            RepairAction.Failover, IncidentKey.Database, IncidentKey.Unavailable, settings.Modes.Failover, diagnosis.Evidence)
        {
            OrderedBy = order.By,
            IsForced = order.Mode == FailoverMode.Force,
        };
        Refusal? refusal = GuardPolicy.Ask(guard, wanted.Request("dry run", order.By, now, settings.Guard)).Answer.Refusal;
        string? whyNot = refusal?.Reason ?? Objection(order.Mode, diagnosis, seen, settings);
        return new(order.Mode, diagnosis.Kind, diagnosis.Evidence, open, whyNot is null, whyNot, refusal, Steps(settings));
    }

    private static string? Objection(FailoverMode mode, Diagnosis diagnosis, DatabaseObservation seen, IncidentSettings settings) =>
        mode switch
        {
            FailoverMode.Force => null,
            FailoverMode.Graceful => GracefulPolicy.Objection(diagnosis, seen),
            _ when !DatabaseDecisionPolicy.IsDown(diagnosis.Kind) =>
                $"A failover does not help against {diagnosis.Kind}: {diagnosis.Evidence}",
            _ => StandbyPolicy.Objection(seen, diagnosis.Kind, seen.FailingSince, settings.Database)?.Text,
        };

    private static IReadOnlyList<string> Steps(IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        return
        [
            $"ask the platform for a failover and wait for its end, for at most {limits.FailoverDeadline.TotalMinutes:0.##} min",
            $"write through a web server, for at most {limits.VerifyDeadline.TotalMinutes:0.##} min",
            $"restart, one by one, web servers that fail on the database for more than {limits.StaleAfter.TotalSeconds:0.##} s after it",
            $"wait until there is a healthy standby again, for at most {limits.RedundancyDeadline.TotalMinutes:0.##} min",
        ];
    }
}

/// <summary>Tells whether everything is well, so that a failover in order is safe. Pure.</summary>
public static class GracefulPolicy
{
    /// <summary>Gives the reason why not, with what a person can do; null when everything is well.</summary>
    public static string? Objection(Diagnosis diagnosis, DatabaseObservation seen) => seen.Platform.Server switch
    {
        _ when diagnosis.Kind != FailureKind.Healthy => $"{diagnosis.Evidence} ({diagnosis.Kind}); use mode recover, or force if you must",
        null => $"{seen.Platform.Problem}; try again when it can",
        { IsReady: false } server => $"the server is {server.State}; wait until it is Ready",
        { HasHealthyStandby: false } server => $"the standby is {server.Standby}; wait until it is Healthy",
        _ when seen.WebTier.Telling < seen.WebTier.Total =>
            $"{seen.WebTier.Total - seen.WebTier.Telling} of {seen.WebTier.Total} web servers do not report on the database",
        _ => null,
    };
}

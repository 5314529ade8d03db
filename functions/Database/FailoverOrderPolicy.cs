using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>Decides about a failover that a person has ordered. Pure.</summary>
internal static class FailoverOrderPolicy
{
    /// <summary>
    /// Tells that the order is done already: whoever orders one more while the first is still being put in order wants the database back,
    /// not a second outage. When it is down again, the order is carried out.
    /// </summary>
    /// <returns>The reason not to carry it out; null when there is none.</returns>
    public static string? JustDone(DatabaseProgress progress, Diagnosis diagnosis)
    {
        if (progress is not { Failovers: > 0, LastFailed: false }
            || diagnosis.Kind == FailureKind.Unobservable || DatabaseDecisionPolicy.IsDown(diagnosis.Kind))
        {
            return null;
        }

        return DatabaseText.JustDone(diagnosis.Evidence);
    }

    /// <summary>Names the reason against a graceful failover; null when there is none, or when none was ordered.</summary>
    public static string? Objection(FailoverOrder? order, Diagnosis diagnosis, DatabaseObservation seen)
    {
        if (order is not { Mode: FailoverMode.Graceful })
        {
            return null;
        }

        return GracefulPolicy.Objection(diagnosis, seen);
    }

    /// <summary>Decides by the order; null when there is none that decides.</summary>
    /// <param name="objection">The reason against a graceful failover; null when there is none.</param>
    public static Decision? Decide(FailoverOrder? order, Diagnosis diagnosis, string? objection) => order switch
    {
        { Mode: FailoverMode.Force } => new(Remedy.Failover, DatabaseText.Ordered(order, diagnosis.Evidence)),
        { Mode: FailoverMode.Graceful } when objection is not null => new(Remedy.Refuse, DatabaseText.GracefulRefused(objection)),
        { Mode: FailoverMode.Graceful } => new(Remedy.Failover, DatabaseText.Ordered(order, diagnosis.Evidence)),
        _ => null,
    };
}

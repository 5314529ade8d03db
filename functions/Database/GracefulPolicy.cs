using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>Tells whether everything is well, so that a failover in order is safe. Pure.</summary>
public static class GracefulPolicy
{
    /// <summary>Reason why not, with what a person can do; null when everything is well.</summary>
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

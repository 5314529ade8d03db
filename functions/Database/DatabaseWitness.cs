using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>
/// Asks how the database is when an instance that does not serve says that it fails on it: the cause is not the patient's to tell.
/// </summary>
public sealed class DatabaseWitness(
    SharedDatabaseObservation look, IOptions<StackOptions> stack, ILogger<DatabaseWitness> log) : IDatabaseWitness
{
    /// <inheritdoc/>
    public async Task<DatabaseVerdict?> AskAsync(
        IReadOnlyList<InstanceObservation> instances, string askedBy, DateTime? notBefore, CancellationToken cancellation)
    {
        if (!stack.Value.HasDatabase || !instances.Any(InstanceDiagnosisPolicy.BlamesDatabase))
        {
            return null;
        }

        try
        {
            return Conclude(await look.ObserveAsync(askedBy, notBefore, cancellation));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.PartUnreadable(askedBy, "database", failure);
            return null;
        }
    }

    /// <summary>Concludes from a look at the database.</summary>
    internal static DatabaseVerdict Conclude(DatabaseObservation seen)
    {
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen);
        bool isUsed = diagnosis.Kind is FailureKind.Healthy
            or FailureKind.DatabaseSlow or FailureKind.StandbyUnhealthy or FailureKind.StaleConnections
            or FailureKind.DatabaseUnreachableFromHere;
        return new(diagnosis.Kind, isUsed || seen.Trial is { Outcome: WriteOutcome.Written }, diagnosis.Evidence);
    }
}

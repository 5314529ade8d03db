using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Database;

namespace Steadfast.Functions.Diagnosis;

/// <summary>The database's own diagnosis, as far as it matters for an instance that says it fails on the database.</summary>
/// <param name="Kind">How the database is.</param>
/// <param name="TakesWrites">Whether others write to it, by that diagnosis: then it is not what the instance fails on.</param>
/// <param name="Because">Why it is diagnosed so.</param>
public sealed record DatabaseWord(FailureKind Kind, bool TakesWrites, string Because)
{
    /// <summary>The conclusion from a look at the database.</summary>
    /// <param name="seen">The look.</param>
    public static DatabaseWord Of(DatabaseObservation seen)
    {
        Finding finding = DatabaseDiagnosisPolicy.Diagnose(seen);
        bool isUsed = finding.Kind is FailureKind.Healthy or FailureKind.DatabaseSlow or FailureKind.StandbyUnhealthy or FailureKind.StaleConnections
            or FailureKind.DatabaseUnreachableFromHere;
        return new(finding.Kind, isUsed || seen.Trial is { Outcome: WriteOutcome.Written }, finding.Because);
    }
}

/// <summary>Asks how the database is when an instance that does not serve says that it fails on it: the cause is not the patient's to tell.</summary>
public sealed class DatabaseWitness(SharedDatabaseLook look, IOptions<StackOptions> stack, ILogger<DatabaseWitness> log)
{
    /// <summary>The database's own diagnosis; null when no instance asks for it, when there is no database, or when it could not be looked at.</summary>
    /// <param name="instances">The instances that a look is about.</param>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<DatabaseWord?> AskAsync(IReadOnlyList<InstanceObservation> instances, string askedBy, DateTime? notBefore, CancellationToken cancellation)
    {
        if (!stack.Value.HasDatabase || !instances.Any(DiagnosisPolicy.BlamesDatabase))
        {
            return null;
        }

        try
        {
            return DatabaseWord.Of(await look.LookAsync(askedBy, notBefore, cancellation));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.PartUnreadable(askedBy, "database", failure);
            return null;
        }
    }
}

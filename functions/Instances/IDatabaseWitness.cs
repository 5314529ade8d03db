using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Asks how the database is when an instance that does not serve says that it fails on it: the cause is not the patient's to tell.
/// </summary>
public interface IDatabaseWitness
{
    /// <summary>
    /// The database's own diagnosis; null when no instance asks for it, when there is no database, or when it could not be looked at.
    /// </summary>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    Task<DatabaseVerdict?> AskAsync(
        IReadOnlyList<InstanceObservation> instances, string askedBy, DateTime? notBefore, CancellationToken cancellation);
}

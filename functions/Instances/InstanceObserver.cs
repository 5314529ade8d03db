using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Looks at all that must be known before something is done to an instance: the web tier, and whether the platform repairs instances by
/// itself.
/// </summary>
public sealed class InstanceObserver(
    SharedTierObservation look, ScaleSet scaleSet, AutomaticRepairs automaticRepairs, IDatabaseWitness database,
    IOptions<StackOptions> stack, IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock, ILogger<InstanceObserver> log)
{
    private const int LooksWithoutRepairs = 6;

    private readonly PartialReader _parts = new(stack, () => recovery.CurrentValue.MaxWait, clock, log);
    private readonly SharedReading<RepairsState> _repairs = new(clock);
    private volatile RepairsState _lastSeen;

    /// <summary>Looks at one instance in the light of all.</summary>
    /// <param name="target">Number of the instance; null for all of them.</param>
    /// <param name="notBefore">A look at the tier that began earlier does not count, UTC; null when any recent one will do.</param>
    public async Task<TierObservation> ObserveAsync(string askedBy, string? target, DateTime? notBefore, CancellationToken cancellation)
    {
        Task<RepairsState> repairs = RepairsAsync(askedBy, cancellation);
        TierObservation seen = await look.ObserveAsync(askedBy, notBefore, cancellation);
        if (target is not null)
        {
            seen = await ConfirmedAsync(seen.About(target), target, askedBy, cancellation);
        }

        return seen with
        {
            Repairs = await repairs,
            Database = await database.AskAsync(seen.Instances, askedBy, notBefore, cancellation),
        };
    }

    // A list may lack an instance that is there. Nobody is told that it is gone before it was asked for by its number.
    private async Task<TierObservation> ConfirmedAsync(TierObservation seen, string target, string askedBy, CancellationToken cancellation)
    {
        if (seen.Platform.Verdict != Verdict.Good || seen.Instances.Count > 0)
        {
            return seen;
        }

        PartialReading<Presence> asked = await _parts.ReadAsync(
            "instance", async stop => new Presence(await scaleSet.FindAsync(target, stop) is not null), askedBy, cancellation);
        return asked.Value switch
        {
            { IsThere: false } => seen,
            { } => seen with { Platform = CheckResult.Unknown($"the list lacks instance {target}, which is there") },
            null => seen with
            {
                Platform = CheckResult.Unknown($"the list lacks instance {target}, and {asked.Problem}"),
                RetryAfter = asked.RetryAfter ?? seen.RetryAfter,
            },
        };
    }

    // Reading the repairs costs as much as a list of the instances. Where there are none, somebody would have to set them up first, and
    // those wait ten minutes at least before they act.
    private TimeSpan MaxAge()
    {
        if (_lastSeen == RepairsState.NotRunning)
        {
            return LooksWithoutRepairs * recovery.CurrentValue.CheckInterval;
        }

        return stack.Value.ObservationMaxAge;
    }

    private async Task<RepairsState> ReadAsync()
    {
        using CancellationTokenSource deadline = new(stack.Value.ReadTimeout, clock);
        return await automaticRepairs.ReadAsync(deadline.Token);
    }

    private async Task<RepairsState> RepairsAsync(string askedBy, CancellationToken cancellation)
    {
        try
        {
            return _lastSeen = await _repairs.ReadAsync(ReadAsync, MaxAge(), notBefore: null, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whoever acts looks once more, with retries.
            log.PartUnreadable(askedBy, "state of the automatic repairs", failure);
            return RepairsState.Unknown;
        }
    }

    private sealed record Presence(bool IsThere);
}

/// <summary>
/// Asks how the database is when an instance that does not serve says that it fails on it: the cause is not the patient's to tell.
/// </summary>
public interface IDatabaseWitness
{
    /// <summary>
    /// Reads the database's own diagnosis; null when no instance asks for it, when there is no database, or when it could not be looked at.
    /// </summary>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    Task<DatabaseVerdict?> AskAsync(
        IReadOnlyList<InstanceObservation> instances, string askedBy, DateTime? notBefore, CancellationToken cancellation);
}

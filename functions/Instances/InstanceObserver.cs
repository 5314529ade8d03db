using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Looks at all that must be known before something is done to an instance: the web tier, and whether the platform repairs instances by itself.</summary>
public sealed class InstanceObserver
{
    private readonly SharedTierObservation _look;
    private readonly StackOptions _stack;
    private readonly TimeProvider _clock;
    private readonly ILogger<InstanceObserver> _log;
    private readonly IDatabaseWitness _database;
    private readonly SharedReading<RepairsState> _repairs;

    /// <summary>Looks with the help of others.</summary>
    /// <param name="look">Looks at the web tier.</param>
    /// <param name="repairs">Reads the state of the automatic repairs.</param>
    /// <param name="database">Says how the database is.</param>
    /// <param name="stack">Says how old a reading may be.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="log">Where to say what could not be read.</param>
    public InstanceObserver(
        SharedTierObservation look, AutomaticRepairs repairs, IDatabaseWitness database, IOptions<StackOptions> stack, TimeProvider clock, ILogger<InstanceObserver> log)
    {
        (_look, _database, _stack, _clock, _log) = (look, database, stack.Value, clock, log);
        _repairs = new(() => ReadAsync(repairs), clock);
    }

    /// <summary>Looks at one instance in the light of all.</summary>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="target">Number of the instance; null for all of them.</param>
    /// <param name="notBefore">A look at the tier that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<TierObservation> ObserveAsync(string askedBy, string? target, DateTime? notBefore, CancellationToken cancellation)
    {
        Task<RepairsState> repairs = RepairsAsync(askedBy, cancellation);
        TierObservation seen = await _look.ObserveAsync(askedBy, notBefore, cancellation);
        TierObservation about = target is null ? seen : seen.About(target);
        return about with { Repairs = await repairs, Database = await _database.AskAsync(about.Instances, askedBy, notBefore, cancellation) };
    }

    private async Task<RepairsState> ReadAsync(AutomaticRepairs repairs)
    {
        using CancellationTokenSource deadline = new(_stack.ReadTimeout, _clock);
        return await repairs.ReadAsync(deadline.Token);
    }

    private async Task<RepairsState> RepairsAsync(string askedBy, CancellationToken cancellation)
    {
        try
        {
            return await _repairs.ReadAsync(_stack.ObservationMaxAge, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whoever acts looks once more, with retries.
            _log.PartUnreadable(askedBy, "state of the automatic repairs", failure);
            return RepairsState.Unknown;
        }
    }
}

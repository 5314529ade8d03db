namespace Steadfast.Local.AzureEmulator;

/// <summary>Turns what is seen of the pair into samples of the server's metrics.</summary>
internal sealed class DatabaseMetrics(ResourceNames names, MetricStore store)
{
    private static readonly Dictionary<string, string> NoDimensions = [];

    private long? _aborted;

    public void Record(PairReading seen)
    {
        foreach (var (metric, value) in Samples(seen, _aborted))
        {
            store.Record(names.Database, metric, NoDimensions, value);
        }

        _aborted = seen.AbortedConnections ?? _aborted;
    }

    /// <summary>The samples of one look. What could not be read has none; a counter counts what has come since the look before.</summary>
    public static IReadOnlyList<(string Metric, double Value)> Samples(PairReading seen, long? abortedBefore)
    {
        (string Metric, double? Value)[] all =
        [
            (MetricDefinition.HaIo, Flag(seen.IoRunning)),
            (MetricDefinition.HaSql, Flag(seen.SqlRunning)),
            (MetricDefinition.HaLag, seen.LagSeconds),
            (MetricDefinition.ActiveConnections, seen.ActiveConnections),
            (MetricDefinition.AbortedConnections, Since(abortedBefore, seen.AbortedConnections)),
            (MetricDefinition.DatabaseCpu, seen.CpuPercent),
            (MetricDefinition.DatabaseStorage, seen.StoragePercent),
            (MetricDefinition.DatabaseMemory, seen.MemoryPercent),
        ];
        return [.. all.Where(sample => sample.Value is not null).Select(sample => (sample.Metric, sample.Value!.Value))];
    }

    private static double? Flag(bool? running) => running switch { true => 1, false => 0, null => null };

    // Less than before: the server was restarted or is another one now, and counts from nothing.
    private static double? Since(long? before, long? now) => (before, now) switch
    {
        (_, null) or (null, _) => null,
        var (was, isNow) => isNow >= was ? isNow - was : isNow,
    };
}

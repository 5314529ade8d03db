namespace Steadfast.Local.Stack.Backups;

/// <summary>Result of a restore to a chosen moment, with its duration.</summary>
public sealed record BackupDrillResult
{
    /// <summary>Taking the full backup, while the primary worked.</summary>
    public required TimeSpan BackupTook { get; init; }

    /// <summary>Size of the full backup.</summary>
    public required long BackupBytes { get; init; }

    /// <summary>Size of the binary logs that were kept besides.</summary>
    public required long LogBytes { get; init; }

    /// <summary>
    /// From the decision to restore until the third server answered with everything: copying, starting and applying the logs.
    /// </summary>
    public required TimeSpan RestoreTook { get; init; }

    /// <summary>The part of it that went into applying the logs.</summary>
    public required TimeSpan ApplyTook { get; init; }

    /// <summary>Position (GTID) of the moment that was restored.</summary>
    public required string Position { get; init; }

    /// <summary>Rows the primary had at that moment.</summary>
    public required int RowsThen { get; init; }

    /// <summary>Rows the restored server has.</summary>
    public required int RowsRestored { get; init; }

    /// <summary>Rows that had been written after the moment when the logs were kept; none of them may be restored.</summary>
    public required int RowsLater { get; init; }

    /// <summary>Notes that the client had been told were stored by then.</summary>
    public required int AcknowledgedThen { get; init; }

    /// <summary>Notes of those that were not restored.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>True when the restored table is, row for row and column for column, the table of that moment.</summary>
    public required bool Exact { get; init; }
}

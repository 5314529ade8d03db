using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime;

/// <summary>How a runtime keeps time and histories.</summary>
public sealed record RuntimeOptions
{
    /// <summary>The clock of everything durable. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Folder of the journal; null (the default) keeps histories in memory only.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>When a journal record counts as durable. Default: after the fsync of its group.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.EveryGroup;

    /// <summary>The disk of the journal. Default: a real one.</summary>
    internal JournalDisk Disk { get; init; } = new();

    /// <summary>How much may be appended before the journal is compacted. Default: 64 MiB.</summary>
    public long CompactAfterBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Set: behaves as Azure Storage does where that is less kind. Null, the default: nothing is delayed, limited or lost in a race.</summary>
    public StorageBehavior? Storage { get; init; }

    /// <summary>After how much real time the cancellation token of an activity ends; null, the default, when the runtime stops only.</summary>
    public TimeSpan? ActivityDeadline { get; init; }

    /// <summary>
    /// Told of every commit when it is durable and before anything of it leaves, which waits for the task that is given back. Null, the default: nobody is.
    /// </summary>
    public Func<ValueTask>? Committed { get; init; }

    /// <summary>Where to crash on purpose; null (the default) for nowhere.</summary>
    public CrashPoint? Crash { get; init; }
}

/// <summary>
/// Stops a runtime as <c>kill -9</c> would, at one event. Events are counted as they are committed, from 0, over all instances; those of one
/// turn are committed together, so they share their crash.
/// </summary>
/// <param name="Event">Index of the event.</param>
/// <param name="When">Before or after it is durable.</param>
public sealed record CrashPoint(int Event, CrashMoment When);

/// <summary>On which side of a commit a crash happens.</summary>
public enum CrashMoment
{
    /// <summary>Before the event is in the journal.</summary>
    Before,

    /// <summary>When the event is in the journal and nothing has left yet.</summary>
    After,
}

/// <summary>The crash that was asked for.</summary>
/// <param name="point">Where it happened.</param>
public sealed class CrashInjectedException(CrashPoint point) : Exception($"Crashed on purpose {(point.When == CrashMoment.Before ? "before" : "after")} event {point.Event}.");

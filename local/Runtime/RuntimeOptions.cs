using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime;

/// <summary>Options of a runtime: time and histories.</summary>
public sealed record RuntimeOptions
{
    /// <summary>The clock of everything durable. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Folder of the journal; null (the default) keeps histories in memory only.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>Moment at which a journal record counts as durable. Default: after the fsync of its group.</summary>
    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.EveryGroup;

    /// <summary>The disk of the journal. Default: a real one.</summary>
    internal JournalDisk Disk { get; init; } = new();

    /// <summary>Size that may be appended before the journal is compacted. Default: 64 MiB.</summary>
    public long CompactAfterBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Set: behaves as Azure Storage does where that is less kind. Null, the default: nothing is delayed, limited or lost in a race.
    /// </summary>
    public StorageBehavior? Storage { get; init; }

    /// <summary>The largest texts that it stores. Default: a custom status of 16 KB and messages of 64 KB.</summary>
    public StorageLimits Limits { get; init; } = new();

    /// <summary>
    /// True when an orchestrator stays in memory between its turns and goes on from there, as extended sessions do on Azure. False, the
    /// default: each turn replays the history.
    /// </summary>
    public bool KeepsRuns { get; init; }

    /// <summary>
    /// After how much real time the cancellation token of an activity ends; null, the default, when the runtime stops only.
    /// </summary>
    public TimeSpan? ActivityDeadline { get; init; }

    /// <summary>
    /// Told of every commit when it is durable and before anything of it leaves, which waits for the task that is given back. Null, the
    /// default: nobody is.
    /// </summary>
    public Func<ValueTask>? Committed { get; init; }

    /// <summary>Runs turns, activities and timer triggers in place of the thread pool. Null, the default: the pool does.</summary>
    internal Action<IThreadPoolWorkItem>? Pool { get; init; }

    /// <summary>The clock of <see cref="ActivityDeadline"/>. Default: the system's.</summary>
    internal TimeProvider ActivityClock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Changes the result of an activity, by its name, and the input of an operation of an entity, by "entity.operation", so that an
    /// experiment can leave a rule of the app out. Null, the default: nothing does.
    /// </summary>
    internal Func<string, string?, string?>? Altered { get; init; }

    /// <summary>
    /// Chooses the worker for each function that runs, when the app has several: it is given the services of the host, and gives back those
    /// of a worker. Null, the default: there is one.
    /// </summary>
    internal Func<IServiceProvider, IServiceProvider>? Worker { get; init; }

    /// <summary>
    /// Returns after how much time an activity is delivered a second time, as happens when its message could not be deleted; null when it is
    /// not. The first outcome counts. Null, the default: none is.
    /// </summary>
    internal Func<TimeSpan?>? DeliveredAgainAfter { get; init; }

    /// <summary>Makes the ids of executions and of instances that are given none. Default: random ones.</summary>
    internal Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Keeps commits in memory for the next runtime on it, in place of a journal. Null, the default: none does.</summary>
    internal RetainedCommits? Retained { get; init; }

    /// <summary>Point at which to crash on purpose; null (the default) for nowhere.</summary>
    public CrashPoint? Crash { get; init; }
}

/// <summary>
/// Stops a runtime as <c>kill -9</c> would, at one event. Events are counted as they are committed, from 0, over all instances; those of
/// one turn are committed together, so they share their crash.
/// </summary>
/// <param name="Event">Index of the event.</param>
/// <param name="When">Before or after it is durable.</param>
public sealed record CrashPoint(int Event, CrashMoment When);

/// <summary>On which side of a commit a crash happens.</summary>
public enum CrashMoment
{
    /// <summary>Before the event is in the journal.</summary>
    Before,

    /// <summary>The event is in the journal, and nothing has left yet.</summary>
    After,
}

/// <summary>The crash that was asked for.</summary>
public sealed class CrashInjectedException(CrashPoint point) : Exception(
    $"Crashed on purpose {(point.When == CrashMoment.Before ? "before" : "after")} event {point.Event}.");

namespace Steadfast.WebApp.Database;

/// <summary>Decides what looks and refused writes say about the database. Pure: no clock, no I/O.</summary>
internal static class DatabaseStatePolicy
{
    /// <summary>
    /// The state, and the code of what is wrong. The last look decides whether it can be reached. That it takes writes is only believed until
    /// one is refused, because a full disk or a standby that does not confirm shows in nothing but writes.
    /// </summary>
    public static (DatabaseState State, FailureKind? Error) Judge(DatabaseCheck look, RefusedWrite? refused, DatabaseLimits limits)
    {
        var recent = refused is { } write && write.Age < limits.WriteMemory ? write.Kind : (FailureKind?)null;
        return (look, recent) switch
        {
            ({ Failure: FailureKind.ReadOnly }, _) => (DatabaseState.ReadOnly, FailureKind.ReadOnly),
            ({ Failure: { } failure }, _) => (DatabaseState.Unreachable, failure),
            ({ Writable: false }, _) => (DatabaseState.ReadOnly, FailureKind.ReadOnly),
            // A writable server was found since, so a read-only one is a thing of the past.
            (_, FailureKind.DiskFull) => (DatabaseState.ReadOnly, FailureKind.DiskFull),
            (_, FailureKind.Timeout) => (DatabaseState.Slow, FailureKind.Timeout),
            _ when look.Latency > limits.SlowAfter => (DatabaseState.Slow, null),
            _ => (DatabaseState.Ok, null),
        };
    }

    /// <summary>Decides whether a request is let in, and whether it may wait for trouble to pass.</summary>
    /// <param name="state">How the database was found last.</param>
    /// <param name="lasting">For how long it has been so.</param>
    /// <param name="write">Whether the request changes something.</param>
    /// <param name="limits">How long trouble may last.</param>
    public static Admission Admit(DatabaseState state, TimeSpan lasting, bool write, DatabaseLimits limits) => state switch
    {
        _ when lasting < limits.Grace => Admission.Patient,
        // Knocking again would only take threads from the rest; the next look opens the door.
        DatabaseState.Unreachable => Admission.Refused,
        DatabaseState.ReadOnly when write => Admission.Once,
        _ => Admission.Patient,
    };
}

/// <summary>Use of the database that a request is allowed.</summary>
internal enum Admission
{
    /// <summary>It may wait, and be tried again, until its deadline.</summary>
    Patient,

    /// <summary>It is tried, and what comes is the answer.</summary>
    Once,

    /// <summary>It is answered without asking the database.</summary>
    Refused,
}

using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "fast")]
public class DatabaseStatePolicyTests
{
    private static readonly DatabaseLimits Limits = new();

    public static TheoryData<object?, bool, int, object?, int, object, object?> Judgements => new()
    {
        // failure of the look, writable, its milliseconds, refused write and its age in seconds => state and error
        { null, true, 5, null, 0, DatabaseState.Ok, null },
        { null, true, 501, null, 0, DatabaseState.Slow, null },
        { null, false, 5, null, 0, DatabaseState.ReadOnly, FailureKind.ReadOnly },
        { FailureKind.ReadOnly, false, 5, null, 0, DatabaseState.ReadOnly, FailureKind.ReadOnly },
        { FailureKind.Timeout, false, 1500, null, 0, DatabaseState.Unreachable, FailureKind.Timeout },
        { FailureKind.AccessDenied, false, 5, null, 0, DatabaseState.Unreachable, FailureKind.AccessDenied },
        { FailureKind.Unreachable, false, 5, FailureKind.DiskFull, 1, DatabaseState.Unreachable, FailureKind.Unreachable },
        { null, true, 5, FailureKind.DiskFull, 9, DatabaseState.ReadOnly, FailureKind.DiskFull },
        { null, true, 5, FailureKind.DiskFull, 10, DatabaseState.Ok, null },
        { null, true, 5, FailureKind.Timeout, 1, DatabaseState.Slow, FailureKind.Timeout },
        { null, true, 5, FailureKind.ReadOnly, 1, DatabaseState.Ok, null },
    };

    [Theory]
    [MemberData(nameof(Judgements))]
    public void Looks_and_refused_writes_make_the_state(object? failure, bool writable, int milliseconds, object? refused, int age, object state, object? error)
    {
        DatabaseCheck look = new((FailureKind?)failure, writable, "server", TimeSpan.FromMilliseconds(milliseconds));
        var write = refused is FailureKind kind ? new RefusedWrite(kind, TimeSpan.FromSeconds(age)) : null;

        Assert.Equal(((DatabaseState)state, (FailureKind?)error), DatabaseStatePolicy.Judge(look, write, Limits));
    }

    public static TheoryData<object, double, object, object> Admissions => new()
    {
        // state, for how many seconds => how reads and writes are admitted
        { DatabaseState.Ok, 100, Admission.Patient, Admission.Patient },
        { DatabaseState.Slow, 100, Admission.Patient, Admission.Patient },
        { DatabaseState.Unreachable, 1.9, Admission.Patient, Admission.Patient },
        { DatabaseState.Unreachable, 2, Admission.Refused, Admission.Refused },
        { DatabaseState.ReadOnly, 1.9, Admission.Patient, Admission.Patient },
        { DatabaseState.ReadOnly, 2, Admission.Patient, Admission.Once },
    };

    [Theory]
    [MemberData(nameof(Admissions))]
    public void Trouble_is_waited_out_while_it_is_young(object state, double seconds, object read, object write) => Assert.Equal(
        ((Admission)read, (Admission)write),
        (DatabaseStatePolicy.Admit((DatabaseState)state, TimeSpan.FromSeconds(seconds), write: false, Limits),
            DatabaseStatePolicy.Admit((DatabaseState)state, TimeSpan.FromSeconds(seconds), write: true, Limits)));
}

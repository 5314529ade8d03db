using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Diagnosis;

public sealed class DecisionPolicyTests
{
    private static readonly RecoveryOptions Limits = new() { LookInterval = TimeSpan.FromSeconds(10), DecisionDeadline = TimeSpan.FromMinutes(5) };
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    public static TheoryData<FailureKind, int, Decision> Table => new()
    {
        { FailureKind.Healthy, 0, new(Remedy.None, "no action: it serves (because)") },
        { FailureKind.InstanceGone, 0, new(Remedy.None, "no action: because") },
        { FailureKind.InstanceUnresponsive, 0, new(Remedy.Restart, "restart: because") },
        { FailureKind.InstanceFailing, 0, new(Remedy.Restart, "restart: because") },
        { FailureKind.PlatformRecovering, 0, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.PlatformRecovering, 299, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.PlatformRecovering, 300, new(Remedy.Escalate, "escalate: because, for 300 s") },
        { FailureKind.FleetFailing, 10, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.FleetFailing, 301, new(Remedy.Escalate, "escalate: because, for 301 s") },
        { FailureKind.Unobservable, 299, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.Unobservable, 300, new(Remedy.Escalate, "escalate: because, for 300 s") },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_diagnosis_has_one_remedy_and_a_sentence(FailureKind kind, int waitedSeconds, Decision expected) =>
        Assert.Equal(expected, DecisionPolicy.Decide(new Finding(kind, "because"), TimeSpan.FromSeconds(waitedSeconds), Limits));

    [Fact]
    public void No_diagnosis_is_left_without_a_remedy()
    {
        foreach (FailureKind kind in Enum.GetValues<FailureKind>())
        {
            Assert.NotEmpty(DecisionPolicy.Decide(new Finding(kind, "because"), TimeSpan.Zero, Limits).Reason);
        }
    }
}

using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Diagnosis;

public sealed class DecisionPolicyTests
{
    private static readonly RecoveryOptions Limits = new() { LookInterval = TimeSpan.FromSeconds(10), DecisionDeadline = TimeSpan.FromMinutes(5) };
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private const string HandedOver = "a person must look, nothing more is done until a new signal comes";

    public static TheoryData<FailureKind, int, int, Decision> Table => new()
    {
        { FailureKind.Healthy, 0, 0, new(Remedy.None, "no action: it serves (because)") },
        { FailureKind.Healthy, 1, 0, new(Remedy.Confirm, "no further action: it serves now (because)") },
        { FailureKind.Healthy, 1, 299, new(Remedy.Confirm, "no further action: it serves now (because)") },
        { FailureKind.Healthy, 1, 300, new(Remedy.Escalate, $"escalate: it was restarted, and it serves off and on, for 300 s; {HandedOver}") },
        { FailureKind.InstanceGone, 0, 0, new(Remedy.None, "no action: because") },
        { FailureKind.InstanceUnresponsive, 0, 0, new(Remedy.Restart, "restart: because") },
        { FailureKind.InstanceUnresponsive, 1, 0, new(Remedy.Restart, "restart: because") },
        { FailureKind.InstanceUnresponsive, 2, 0, new(Remedy.Escalate, $"escalate: 2 restarts did not help; because; {HandedOver}") },
        { FailureKind.InstanceFailing, 0, 0, new(Remedy.Restart, "restart: because") },
        { FailureKind.PlatformRecovering, 0, 0, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.PlatformRecovering, 1, 299, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.PlatformRecovering, 1, 300, new(Remedy.Escalate, $"escalate: because, for 300 s; {HandedOver}") },
        { FailureKind.FleetFailing, 1, 10, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.FleetFailing, 0, 301, new(Remedy.Escalate, $"escalate: because, for 301 s; {HandedOver}") },
        { FailureKind.Unobservable, 1, 299, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.Unobservable, 0, 300, new(Remedy.Escalate, $"escalate: because, for 300 s; {HandedOver}") },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_diagnosis_has_one_remedy_and_a_sentence(FailureKind kind, int restarts, int waitedSeconds, Decision expected) =>
        Assert.Equal(expected, DecisionPolicy.Decide(new Finding(kind, "because"), restarts, TimeSpan.FromSeconds(waitedSeconds), Limits));

    [Theory]
    [InlineData(10, null, 10)]
    [InlineData(10, 3, 10)]
    [InlineData(10, 37, 37)]
    public void A_pause_is_never_shorter_than_the_platform_asks_for(int wanted, int? asked, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected), DecisionPolicy.Pause(TimeSpan.FromSeconds(wanted), asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Fact]
    public void No_diagnosis_is_left_without_a_remedy()
    {
        foreach (FailureKind kind in Enum.GetValues<FailureKind>())
        {
            Assert.NotEmpty(DecisionPolicy.Decide(new Finding(kind, "because"), 0, TimeSpan.Zero, Limits).Reason);
        }
    }
}

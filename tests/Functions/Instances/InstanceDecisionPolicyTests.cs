using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class InstanceDecisionPolicyTests
{
    private static readonly RecoveryOptions Limits = new() { CheckInterval = TimeSpan.FromSeconds(10), DecisionDeadline = TimeSpan.FromMinutes(5) };
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private const string HandedOver = "a person must look, nothing more is done until a new signal comes";

    private static readonly InstanceProgress Fresh = InstanceProgress.Start(Rung.Restart);
    private static readonly InstanceProgress Restarted = Fresh.After(Rung.Restart, Rung.Reimage);
    private static readonly InstanceProgress Reimaged = Restarted.After(Rung.Reimage, Rung.Replace);
    private static readonly InstanceProgress Ended = Reimaged.After(Rung.Replace, null);

    public static TheoryData<FailureKind, string, int, Decision> Table => new()
    {
        { FailureKind.Healthy, nameof(Fresh), 0, new(Remedy.None, "no action: it serves (because)") },
        { FailureKind.Healthy, nameof(Restarted), 0, new(Remedy.Confirm, "no further action: it serves now (because)") },
        { FailureKind.Healthy, nameof(Restarted), 299, new(Remedy.Confirm, "no further action: it serves now (because)") },
        { FailureKind.Healthy, nameof(Reimaged), 300, new(Remedy.Escalate, $"escalate: after restart, reimage it serves off and on, for 300 s; {HandedOver}") },
        { FailureKind.InstanceGone, nameof(Fresh), 0, new(Remedy.None, "no action: because") },
        { FailureKind.InstanceUnresponsive, nameof(Fresh), 0, new(Remedy.Repair, "restart: because", Rung: Rung.Restart) },
        { FailureKind.InstanceUnresponsive, nameof(Restarted), 0, new(Remedy.Repair, "reimage: because", Rung: Rung.Reimage) },
        { FailureKind.InstanceUnresponsive, nameof(Reimaged), 0, new(Remedy.Repair, "replace: because", Rung: Rung.Replace) },
        { FailureKind.InstanceUnresponsive, nameof(Ended), 0, new(Remedy.Escalate, $"escalate: restart, reimage, replace did not help; because; {HandedOver}") },
        { FailureKind.InstanceFailing, nameof(Fresh), 0, new(Remedy.Repair, "restart: because", Rung: Rung.Restart) },
        { FailureKind.InstanceFlapping, nameof(Fresh), 0, new(Remedy.Repair, "restart: because", Rung: Rung.Restart) },
        { FailureKind.FleetFailing, nameof(Fresh), 0, new(Remedy.Repair, "restart if it may be the canary: because", Rung: Rung.Restart) },
        { FailureKind.FleetFailing, nameof(Restarted), 10, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.FleetFailing, nameof(Restarted), 301, new(Remedy.Escalate, $"escalate: because, for 301 s; {HandedOver}") },
        { FailureKind.PlatformRecovering, nameof(Fresh), 0, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.PlatformRecovering, nameof(Restarted), 299, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.PlatformRecovering, nameof(Restarted), 300, new(Remedy.Escalate, $"escalate: because, for 300 s; {HandedOver}") },
        { FailureKind.Unobservable, nameof(Restarted), 299, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.Unobservable, nameof(Fresh), 300, new(Remedy.Escalate, $"escalate: because, for 300 s; {HandedOver}") },
        { FailureKind.ZoneFailing, nameof(Fresh), 1799, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.ZoneFailing, nameof(Fresh), 1800, new(Remedy.Escalate, $"escalate: because, for 1800 s; {HandedOver}") },
        { FailureKind.DeploymentInProgress, nameof(Fresh), 1799, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
        { FailureKind.DeploymentInProgress, nameof(Fresh), 1800, new(Remedy.Escalate, $"escalate: because, for 1800 s; {HandedOver}") },
        { FailureKind.DatabaseUnavailable, nameof(Fresh), 0, new(Remedy.Wait, "no action yet: because; looking again in 10 s", Look) },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_diagnosis_has_one_remedy_and_a_sentence(FailureKind kind, string ladder, int waitedSeconds, Decision expected)
    {
        InstanceProgress standing = ladder switch { nameof(Fresh) => Fresh, nameof(Restarted) => Restarted, nameof(Reimaged) => Reimaged, _ => Ended };

        Assert.Equal(expected, InstanceDecisionPolicy.Decide(new Diagnosis(kind, "because"), standing, TimeSpan.FromSeconds(waitedSeconds), Limits));
    }

    [Theory]
    [InlineData(null, Rung.Restart)]
    [InlineData(Rung.Restart, Rung.Reimage)]
    [InlineData(Rung.Reimage, Rung.Replace)]
    [InlineData(Rung.Replace, Rung.Replace)]
    public void What_fails_again_soon_starts_one_rung_higher(Rung? highest, Rung first) => Assert.Equal(first, InstanceDecisionPolicy.FirstRung(highest));

    [Theory]
    [InlineData(Rung.Restart, 1, 1, Rung.Reimage)]
    [InlineData(Rung.Restart, 1, 2, Rung.Restart)]
    [InlineData(Rung.Restart, 2, 2, Rung.Reimage)]
    [InlineData(Rung.Reimage, 1, 1, Rung.Replace)]
    [InlineData(Rung.Replace, 1, 5, null)]
    public void A_rung_that_did_not_help_is_followed_by_the_next_and_nothing_is_replaced_twice(Rung taken, int attempts, int most, Rung? next) =>
        Assert.Equal(next, InstanceDecisionPolicy.NextRung(taken, attempts, Limits with { AttemptsPerRung = most }));

    [Theory]
    [InlineData(10, null, 10)]
    [InlineData(10, 3, 10)]
    [InlineData(10, 37, 37)]
    public void A_pause_is_never_shorter_than_the_platform_asks_for(int wanted, int? asked, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected), CheckPause.For(TimeSpan.FromSeconds(wanted), asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Fact]
    public void No_diagnosis_is_left_without_a_remedy()
    {
        foreach (FailureKind kind in Enum.GetValues<FailureKind>())
        {
            Assert.NotEmpty(InstanceDecisionPolicy.Decide(new Diagnosis(kind, "because"), Fresh, TimeSpan.Zero, Limits).Reason);
        }
    }
}

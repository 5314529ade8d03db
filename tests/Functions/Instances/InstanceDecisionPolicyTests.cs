using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class InstanceDecisionPolicyTests
{
    private static readonly RecoveryOptions Limits = new() { CheckInterval = TimeSpan.FromSeconds(10), DecisionDeadline = TimeSpan.FromMinutes(5) };
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private static readonly InstanceProgress Fresh = InstanceProgress.Start(RepairAction.Restart);
    private static readonly InstanceProgress LongSick = Fresh with { SickBefore = Limits.YieldDeadline };
    private static readonly InstanceProgress Restarted = Fresh.After(RepairAction.Restart, RepairAction.Reimage);
    private static readonly InstanceProgress Reimaged = Restarted.After(RepairAction.Reimage, RepairAction.Replace);
    private static readonly InstanceProgress Ended = Reimaged.After(RepairAction.Replace, null);

    private static string Asked(string problem, FailureKind kind, string evidence = " Evidence: because") =>
        $"Person needed: {problem}. {Runbooks.NextStep(kind)}{evidence}";

    public static TheoryData<FailureKind, string, int, Decision> Table => new()
    {
        { FailureKind.Healthy, nameof(Fresh), 0, new(Remedy.None, "The instance serves, no action needed: because") },
        { FailureKind.Healthy, nameof(Restarted), 0, new(Remedy.Confirm, "The instance serves now, no further action: because") },
        { FailureKind.Healthy, nameof(Restarted), 299, new(Remedy.Confirm, "The instance serves now, no further action: because") },
        { FailureKind.Healthy, nameof(Reimaged), 300, new(Remedy.Escalate, Asked("the instance still serves off and on 300 s after restart, reimage", FailureKind.InstanceFlapping, "")) },
        { FailureKind.InstanceGone, nameof(Fresh), 0, new(Remedy.None, "The instance is gone, no action needed: because") },
        { FailureKind.InstanceUnresponsive, nameof(Fresh), 0, new(Remedy.Repair, "The instance needs a restart: because", Rung: RepairAction.Restart) },
        { FailureKind.InstanceUnresponsive, nameof(Restarted), 0, new(Remedy.Repair, "The instance needs a reimage: because", Rung: RepairAction.Reimage) },
        { FailureKind.InstanceUnresponsive, nameof(Reimaged), 0, new(Remedy.Repair, "The instance needs a replacement: because", Rung: RepairAction.Replace) },
        { FailureKind.InstanceUnresponsive, nameof(Ended), 0, new(Remedy.Escalate, Asked("the instance is still down after restart, reimage, replace", FailureKind.InstanceUnresponsive)) },
        { FailureKind.InstanceFailing, nameof(Fresh), 0, new(Remedy.Repair, "The instance needs a restart: because", Rung: RepairAction.Restart) },
        { FailureKind.InstanceFlapping, nameof(Fresh), 0, new(Remedy.Repair, "The instance needs a restart: because", Rung: RepairAction.Restart) },
        { FailureKind.FleetFailing, nameof(Fresh), 0, new(Remedy.Repair, "The instance may be restarted as a test, before any other web server: because", Rung: RepairAction.Restart) },
        { FailureKind.FleetFailing, nameof(Restarted), 10, new(Remedy.Repair, "The instance may be reimaged as a test, before any other web server: because", Rung: RepairAction.Reimage) },
        { FailureKind.FleetFailing, nameof(Reimaged), 10, new(Remedy.Repair, "The instance may be replaced as a test, before any other web server: because", Rung: RepairAction.Replace) },
        { FailureKind.FleetFailing, nameof(Ended), 10, new(Remedy.Wait, "Most web servers are down, waiting (next check in 10 s, a person is asked after 5 min): because", Look) { Left = TimeSpan.FromSeconds(290) } },
        { FailureKind.FleetFailing, nameof(Ended), 301, new(Remedy.Escalate, Asked("most web servers are down (for 301 s)", FailureKind.FleetFailing)) },
        { FailureKind.PlatformRecovering, nameof(Fresh), 0, new(Remedy.Wait, "Azure is changing the instance, waiting (next check in 10 s, a person is asked after 5 min): because", Look) { Left = TimeSpan.FromSeconds(300) } },
        { FailureKind.PlatformRecovering, nameof(Restarted), 299, new(Remedy.Wait, "Azure is changing the instance, waiting (next check in 10 s, a person is asked after 5 min): because", Look) { Left = TimeSpan.FromSeconds(1) } },
        { FailureKind.PlatformRecovering, nameof(Restarted), 300, new(Remedy.Escalate, Asked("Azure is changing the instance (for 300 s)", FailureKind.PlatformRecovering)) },
        { FailureKind.Unobservable, nameof(Restarted), 299, new(Remedy.Wait, "The state of the instance is unknown, waiting (next check in 10 s, a person is asked after 5 min): because", Look) { Left = TimeSpan.FromSeconds(1) } },
        { FailureKind.Unobservable, nameof(Fresh), 300, new(Remedy.Escalate, Asked("the state of the instance is unknown (for 300 s)", FailureKind.Unobservable)) },
        { FailureKind.ZoneFailing, nameof(Fresh), 1799, new(Remedy.Wait, "The zone of the instance is down, waiting (next check in 10 s, a person is asked after 30 min): because", Look) { Left = TimeSpan.FromSeconds(1) } },
        { FailureKind.ZoneFailing, nameof(Fresh), 1800, new(Remedy.Escalate, Asked("the zone of the instance is down (for 1800 s)", FailureKind.ZoneFailing)) },
        { FailureKind.ZoneFailing, nameof(LongSick), 0, new(Remedy.Repair, "The instance may be restarted as a test, before any other web server: because", Rung: RepairAction.Restart) },
        { FailureKind.ZoneFailing, nameof(Restarted), 1800, new(Remedy.Escalate, Asked("the zone of the instance is down (for 1800 s)", FailureKind.ZoneFailing)) },
        { FailureKind.DeploymentInProgress, nameof(Fresh), 1799, new(Remedy.Wait, "A deployment runs while the instance is down, waiting (next check in 10 s, a person is asked after 30 min): because", Look) { Left = TimeSpan.FromSeconds(1) } },
        { FailureKind.DeploymentInProgress, nameof(Fresh), 1800, new(Remedy.Escalate, Asked("a deployment runs while the instance is down (for 1800 s)", FailureKind.DeploymentInProgress)) },
        { FailureKind.DatabaseUnavailable, nameof(Fresh), 0, new(Remedy.Wait, "The instance fails on the database, waiting (next check in 10 s, a person is asked after 30 min): because", Look) { Left = TimeSpan.FromSeconds(1800) } },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_diagnosis_has_one_remedy_and_a_sentence(FailureKind kind, string ladder, int waitedSeconds, Decision expected)
    {
        InstanceProgress standing = ladder switch { nameof(Fresh) => Fresh, nameof(LongSick) => LongSick, nameof(Restarted) => Restarted, nameof(Reimaged) => Reimaged, _ => Ended };

        Decision decision = InstanceDecisionPolicy.Decide(new Diagnosis(kind, "because"), standing, TimeSpan.FromSeconds(waitedSeconds), Limits);

        Assert.Equal(expected, decision with { Says = decision.Reason });
    }

    [Theory]
    [InlineData(null, RepairAction.Restart)]
    [InlineData(RepairAction.Restart, RepairAction.Reimage)]
    [InlineData(RepairAction.Reimage, RepairAction.Replace)]
    [InlineData(RepairAction.Replace, RepairAction.Replace)]
    public void What_fails_again_soon_starts_one_rung_higher(RepairAction? highest, RepairAction first) => Assert.Equal(first, InstanceDecisionPolicy.FirstRung(highest));

    [Theory]
    [InlineData(RepairAction.Restart, 1, 1, RepairAction.Reimage)]
    [InlineData(RepairAction.Restart, 1, 2, RepairAction.Restart)]
    [InlineData(RepairAction.Restart, 2, 2, RepairAction.Reimage)]
    [InlineData(RepairAction.Reimage, 1, 1, RepairAction.Replace)]
    [InlineData(RepairAction.Replace, 1, 5, null)]
    public void A_rung_that_did_not_help_is_followed_by_the_next_and_nothing_is_replaced_twice(RepairAction taken, int attempts, int most, RepairAction? next) =>
        Assert.Equal(next, InstanceDecisionPolicy.NextRung(taken, attempts, Limits with { AttemptsPerRung = most }));

    [Fact]
    public void No_diagnosis_is_left_without_a_remedy()
    {
        foreach (FailureKind kind in Enum.GetValues<FailureKind>())
        {
            Assert.NotEmpty(InstanceDecisionPolicy.Decide(new Diagnosis(kind, "because"), Fresh, TimeSpan.Zero, Limits).Reason);
        }
    }
}

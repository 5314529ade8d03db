using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class VerifyPolicyTests
{
    private static readonly DateTime Now = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan StayHealthy = TimeSpan.FromSeconds(60);

    private static Verification Judge(FailureKind kind, DateTime? since, int deadlineIn) =>
        VerifyPolicy.Judge(new Diagnosis(kind, "because"), since, Now, Now.AddSeconds(deadlineIn), StayHealthy);

    [Fact]
    public void The_first_healthy_look_starts_the_stay_healthy_time() =>
        Assert.Equal(new Verification(VerifyState.CheckAgain, Now, "because"), Judge(FailureKind.Healthy, null, 100));

    [Fact]
    public void It_is_stable_only_after_the_whole_stay_healthy_time()
    {
        Assert.Equal(VerifyState.CheckAgain, Judge(FailureKind.Healthy, Now.AddSeconds(-59), 100).State);
        Assert.Equal(
            new Verification(VerifyState.Stable, Now.AddSeconds(-60), "serving since 11:59:00 UTC, healthy for 60 s"),
            Judge(FailureKind.Healthy, Now.AddSeconds(-60), 100));
    }

    [Fact]
    public void A_target_that_is_healthy_at_the_deadline_may_finish_its_stay_healthy_time() =>
        Assert.Equal(VerifyState.CheckAgain, Judge(FailureKind.Healthy, Now.AddSeconds(-30), -10).State);

    [Theory]
    [InlineData(FailureKind.InstanceUnresponsive)]
    [InlineData(FailureKind.InstanceFailing)]
    [InlineData(FailureKind.PlatformRecovering)]
    [InlineData(FailureKind.FleetFailing)]
    public void A_relapse_starts_from_nothing_and_after_the_deadline_it_is_given_up(FailureKind kind)
    {
        Assert.Equal(new Verification(VerifyState.CheckAgain, null, "because"), Judge(kind, Now.AddSeconds(-30), 1));
        Assert.Equal(new Verification(VerifyState.GaveUp, null, "because"), Judge(kind, Now.AddSeconds(-30), 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-59)]
    public void A_look_that_tells_nothing_is_no_relapse_within_the_time_it_takes_to_prove_itself(int deadlineIn) =>
        Assert.Equal(new Verification(VerifyState.CheckAgain, Now.AddSeconds(-30), "because"), Judge(FailureKind.Unobservable, Now.AddSeconds(-30), deadlineIn));

    [Fact]
    public void What_stays_unseen_is_given_up() =>
        Assert.Equal(new Verification(VerifyState.GaveUp, null, "because") { IsUnseen = true }, Judge(FailureKind.Unobservable, Now.AddSeconds(-90), -60));

    [Fact]
    public void An_instance_that_is_gone_is_not_waited_for() =>
        Assert.Equal(new Verification(VerifyState.GaveUp, null, "because"), Judge(FailureKind.InstanceGone, null, 100));
}

using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Tests.Diagnosis;

public sealed class DiagnosisPolicyTests
{
    private static readonly InstanceObservation Well = Look.Instance("2", "ggg", answered: true);

    public static TheoryData<string, bool, FailureKind, string> Votes => new()
    {
        { "ggg", true, FailureKind.Healthy, "instance 1: the probe succeeds, it answers 200, its health extension says healthy" },
        { "bgg", true, FailureKind.Healthy, "instance 1: it answers 200, its health extension says healthy" },
        { "ugg", true, FailureKind.Healthy, "instance 1: it answers 200, its health extension says healthy" },
        { "bbb", false, FailureKind.InstanceUnresponsive, "instance 1: the probe fails, it does not answer, its health extension says unhealthy" },
        { "ubb", false, FailureKind.InstanceUnresponsive, "instance 1: it does not answer, its health extension says unhealthy" },
        { "bbg", false, FailureKind.InstanceUnresponsive, "instance 1: the probe fails, it does not answer" },
        { "bbb", true, FailureKind.InstanceFailing, "instance 1: the probe fails, it answers 500, its health extension says unhealthy" },
        { "gbg", false, FailureKind.Unobservable, "instance 1: it does not answer, although the probe succeeds, its health extension says healthy" },
        { "uuu", false, FailureKind.Unobservable, "instance 1: only 0 of 3 observers agree" },
        { "buu", false, FailureKind.Unobservable, "instance 1: only 1 of 3 observers agree" },
        { "gub", true, FailureKind.Unobservable, "instance 1: only 1 of 3 observers agree" },
    };

    [Theory]
    [MemberData(nameof(Votes))]
    public void Two_of_three_observers_must_agree(string votes, bool answered, FailureKind kind, string because)
    {
        Observation seen = Look.Of(Look.Instance("1", votes, answered), Well, Look.Instance("3", "ggg", answered: true));

        Assert.Equal(new Finding(kind, because), DiagnosisPolicy.Diagnose(seen, "1"));
    }

    public static TheoryData<int, int, FailureKind> Fleets => new()
    {
        { 1, 1, FailureKind.InstanceUnresponsive },
        { 1, 2, FailureKind.InstanceUnresponsive },
        { 2, 2, FailureKind.FleetFailing },
        { 1, 3, FailureKind.InstanceUnresponsive },
        { 2, 3, FailureKind.FleetFailing },
        { 2, 4, FailureKind.InstanceUnresponsive },
        { 3, 4, FailureKind.FleetFailing },
        { 50, 100, FailureKind.InstanceUnresponsive },
        { 51, 100, FailureKind.FleetFailing },
    };

    [Theory]
    [MemberData(nameof(Fleets))]
    public void More_than_half_sick_means_that_the_fault_is_elsewhere(int sick, int all, FailureKind kind)
    {
        Observation seen = Look.Of([.. Enumerable.Range(1, all).Select(id => Look.Instance($"{id}", id <= sick ? "bbb" : "ggg"))]);

        Assert.Equal(kind, DiagnosisPolicy.Diagnose(seen, "1").Kind);
    }

    [Fact]
    public void A_healthy_instance_in_a_failing_fleet_is_healthy()
    {
        Observation seen = Look.Of(Look.Instance("1", "ggg"), Look.Instance("2", "bbb"), Look.Instance("3", "bbb"));

        Assert.Equal(FailureKind.Healthy, DiagnosisPolicy.Diagnose(seen, "1").Kind);
    }

    [Fact]
    public void What_the_platform_changes_is_left_to_the_platform()
    {
        Observation seen = Look.Of(Look.Instance("1", "bbb", isChanging: true), Well);

        Assert.Equal(new Finding(FailureKind.PlatformRecovering, "the platform is changing instance 1 (Updating)"), DiagnosisPolicy.Diagnose(seen, "1"));
    }

    [Fact]
    public void An_instance_that_left_the_scale_set_is_gone() =>
        Assert.Equal(new Finding(FailureKind.InstanceGone, "instance 9 is not in the scale set any more"), DiagnosisPolicy.Diagnose(Look.Of(Well), "9"));

    [Fact]
    public void Without_the_scale_set_nothing_is_concluded() => Assert.Equal(
        new Finding(FailureKind.Unobservable, "the scale set cannot be read: the instances could not be read (503)"), DiagnosisPolicy.Diagnose(Look.Unreadable, "1"));
}

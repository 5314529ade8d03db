using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class InstanceDiagnosisPolicyTests
{
    private static readonly InstanceObservation Well = Look.Instance("2", "ggg", answered: true);

    public static TheoryData<string, bool, FailureKind, string> Votes => new()
    {
        { "ggg", true, FailureKind.Healthy, "the probe succeeds, it answers 200, its health extension says healthy" },
        { "bgg", true, FailureKind.Healthy, "it answers 200, its health extension says healthy" },
        { "ugg", true, FailureKind.Healthy, "it answers 200, its health extension says healthy" },
        { "bbb", false, FailureKind.InstanceUnresponsive, "the probe fails, it does not answer, its health extension says unhealthy" },
        { "ubb", false, FailureKind.InstanceUnresponsive, "it does not answer, its health extension says unhealthy" },
        { "bbg", false, FailureKind.InstanceUnresponsive, "the probe fails, it does not answer" },
        { "bbb", true, FailureKind.InstanceFailing, "the probe fails, it answers 500, its health extension says unhealthy" },
        { "gbg", false, FailureKind.Unobservable, "it does not answer, although the probe succeeds, its health extension says healthy" },
        { "uuu", false, FailureKind.Unobservable, "only 0 of 3 observers agree" },
        { "buu", false, FailureKind.Unobservable, "only 1 of 3 observers agree" },
        { "gub", true, FailureKind.Unobservable, "only 1 of 3 observers agree" },
    };

    [Theory]
    [MemberData(nameof(Votes))]
    public void Two_of_three_observers_must_agree(string votes, bool answered, FailureKind kind, string because)
    {
        TierObservation seen = Look.Of(Look.Instance("1", votes, answered), Well, Look.Instance("3", "ggg", answered: true));

        Assert.Equal(new Diagnosis(kind, because), InstanceDiagnosisPolicy.Diagnose(seen, "1"));
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
        TierObservation seen = Look.Of([.. Enumerable.Range(1, all).Select(id => Look.Instance($"{id}", id <= sick ? "bbb" : "ggg"))]);

        Assert.Equal(kind, InstanceDiagnosisPolicy.Diagnose(seen, "1").Kind);
    }

    [Fact]
    public void A_healthy_instance_in_a_failing_fleet_is_healthy()
    {
        TierObservation seen = Look.Of(Look.Instance("1", "ggg"), Look.Instance("2", "bbb"), Look.Instance("3", "bbb"));

        Assert.Equal(FailureKind.Healthy, InstanceDiagnosisPolicy.Diagnose(seen, "1").Kind);
    }

    [Fact]
    public void What_the_platform_changes_is_left_to_the_platform()
    {
        TierObservation seen = Look.Of(Look.Instance("1", "bbb", isChanging: true), Well);

        Assert.Equal(new Diagnosis(FailureKind.PlatformRecovering, "provisioning state Updating"), InstanceDiagnosisPolicy.Diagnose(seen, "1"));
    }

    [Fact]
    public void An_instance_that_left_the_scale_set_is_gone() =>
        Assert.Equal(new Diagnosis(FailureKind.InstanceGone, "not in the scale set any more"), InstanceDiagnosisPolicy.Diagnose(Look.Of(Well), "9"));

    [Fact]
    public void Without_the_scale_set_nothing_is_concluded() => Assert.Equal(
        new Diagnosis(FailureKind.Unobservable, "the scale set cannot be read: the instances could not be read (503)"), InstanceDiagnosisPolicy.Diagnose(Look.Unreadable, "1"));

    public static TheoryData<string, FailureKind> Zones => new()
    {
        // Two instances in each of three zones; a letter for each: s sick, w well.
        { "ss ww ww", FailureKind.ZoneFailing },
        { "ss sw ww", FailureKind.InstanceUnresponsive },
        { "ss ss ww", FailureKind.FleetFailing },
        { "sw ww ww", FailureKind.InstanceUnresponsive },
        { "s w w", FailureKind.InstanceUnresponsive },
        { "ss", FailureKind.FleetFailing },
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_zone_fails_when_all_of_it_and_nothing_else_does(string zones, FailureKind kind)
    {
        InstanceObservation[] all = [.. zones.Split(' ').SelectMany((zone, index) => zone.Select((letter, place) =>
            Look.Instance($"{(index * 2) + place + 1}", letter == 's' ? "bbb" : "ggg") with { Zone = $"{index + 1}" }))];

        Assert.Equal(kind, InstanceDiagnosisPolicy.Diagnose(Look.Of(all), "1").Kind);
    }

    [Fact]
    public void A_look_about_one_instance_leads_to_the_same_diagnosis_as_the_whole()
    {
        TierObservation whole = Look.Of([.. Enumerable.Range(1, 300).Select(id => Look.Instance($"{id}", id <= 151 ? "bbb" : "ggg"))]);

        Assert.Equal(InstanceDiagnosisPolicy.Diagnose(whole, "1"), InstanceDiagnosisPolicy.Diagnose(whole.About("1"), "1"));
        Assert.Equal(new Fleet(300, 151, [new("1", 300, 151)]), whole.About("1").Fleet(), new SameFleet());
    }

    [Fact]
    public void While_a_deployment_runs_a_sick_instance_is_left_alone_and_a_well_one_is_well()
    {
        TierObservation seen = Look.Of(Look.Instance("1", "bbb"), Well) with { Deployment = CheckResult.Bad("a rolling upgrade is running") };

        Assert.Equal(new Diagnosis(FailureKind.DeploymentInProgress, "a rolling upgrade is running"), InstanceDiagnosisPolicy.Diagnose(seen, "1"));
        Assert.Equal(FailureKind.Healthy, InstanceDiagnosisPolicy.Diagnose(seen, "2").Kind);
    }

    [Theory]
    [InlineData(true, FailureKind.DatabaseUnavailable)]
    [InlineData(false, FailureKind.InstanceUnresponsive)]
    public void An_instance_that_fails_on_its_database_is_not_the_one_that_is_sick(bool answered, FailureKind kind)
    {
        InstanceObservation failing = Look.Instance("1", "bbb", answered) with { Status = new(DatabaseView.Unreachable, null, null, null) };

        Assert.Equal(kind, InstanceDiagnosisPolicy.Diagnose(Look.Of(failing, Well, Look.Instance("3", "ggg")), "1").Kind);
    }

    [Fact]
    public void However_many_fail_on_their_database_none_of_them_is_the_canary()
    {
        InstanceObservation Failing(string id) => Look.Instance(id, "bbb", answered: true) with { Status = new(DatabaseView.ReadOnly, null, null, null) };

        Assert.Equal(FailureKind.DatabaseUnavailable, InstanceDiagnosisPolicy.Diagnose(Look.Of(Failing("1"), Failing("2"), Failing("3")), "1").Kind);
    }

    [Theory]
    [InlineData("ggg", FailureKind.InstanceFlapping)]
    [InlineData("bbb", FailureKind.InstanceFlapping)]
    [InlineData("uuu", FailureKind.Unobservable)]
    public void What_serves_off_and_on_is_flapping_however_it_is_now(string votes, FailureKind kind) => Assert.Equal(
        kind, InstanceDiagnosisPolicy.Diagnose(Look.Of(Look.Instance("1", votes), Well, Look.Instance("3", "ggg")), "1", "it went up and down 5 times").Kind);

    private sealed class SameFleet : IEqualityComparer<Fleet>
    {
        public bool Equals(Fleet? left, Fleet? right) => left!.Total == right!.Total && left.Sick == right.Sick && left.Zones.SequenceEqual(right.Zones);

        public int GetHashCode(Fleet fleet) => fleet.Total;
    }
}

using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using static Steadfast.Scenarios.Tests.MadeUpActions;

namespace Steadfast.Scenarios.Tests;

/// <summary>Each invariant about what people and deployments say to the automation is broken once, and only that one is reported.</summary>
[Trait("Category", "fast")]
public sealed class PeopleInvariantsTests
{
    [Theory]
    [InlineData(8.9, null, true)]
    [InlineData(9.1, null, false)]
    [InlineData(5.0, 9.0, false)]
    public void What_begins_while_a_deployment_holds_the_lease_is_named(double from, double? until, bool broken) => Assert.Equal(
        broken ? ["nothing is begun later than 1 s after a deployment has taken the lease: restart 1"] : [],
        Broken(Good with { Leases = [new(At(from), until is { } end ? At(end) : null)] }));

    [Fact]
    public void A_failover_during_a_lease_counts_too() => Assert.Equal(
        ["nothing is begun later than 1 s after a deployment has taken the lease: failover"],
        Broken(WithFailover(0) with { Leases = [new(At(25), null)] }));

    [Theory]
    [InlineData("operator anna", false)]
    [InlineData("watchdog", true)]
    public void A_replacement_that_a_person_has_ordered_may_change_the_capacity_during_a_lease(string askedBy, bool broken)
    {
        Operation added = new("a", OperationKind.Capacity, "", At(10), At(20), Operation.Succeeded, Error: null);
        ObservedActions seen = Good with
        {
            Operations = [added],
            ByAnybody = [added],
            Incidents = [Incident(Told("1", 10, 20) with { Kind = "replace", AskedBy = askedBy })],
            Leases = [new(At(5), null)],
        };

        Assert.Equal(broken ? ["nothing is begun later than 1 s after a deployment has taken the lease: capacity"] : [], Broken(seen));
    }

    [Fact]
    public void What_an_incident_begins_after_a_person_has_ended_it_is_named()
    {
        Assert.Equal(
            ["nothing is begun by an incident later than 1 s after a person has ended it: restart 1 of incident-x"],
            Broken(Good with { Aborts = [new(At(5), "incident-x")] }));
        Assert.Equal([], Broken(Good with { Aborts = [new(At(15), "incident-x"), new(At(5), "incident-y")] }));
    }

    [Fact]
    public void What_the_platform_is_asked_for_an_ended_incident_is_seen_although_no_record_tells_it() => Assert.Contains(
        "nothing is begun by an incident later than 1 s after a person has ended it: restart 1 of incident-x",
        Broken(Good with
        {
            Aborts = [new(At(5), "incident-x")],
            Incidents = [Incident() with { Timeline = new(Signal: At(2), Closed: At(12)) }],
        }));

    [Fact]
    public void An_action_in_mode_observe_is_named()
    {
        string[] expected = ["nothing is done by itself that its mode holds: restart 1 is in mode Observe"];

        Assert.Equal(expected, Broken(Good with { Modes = new() { Restart = Mode.Observe } }));
        Assert.Equal([], Broken(Good with { Modes = new() { Reimage = Mode.Observe, Replace = Mode.Observe, Failover = Mode.Observe } }));
        Assert.Equal([], Broken(Good with { Modes = new() { Restart = Mode.Observe }, Incidents = [Incident(Told("1", 10, 20) with { AskedBy = "operator anna" })] }));
    }

    [Fact]
    public void An_action_in_mode_approve_that_nobody_has_approved_is_named()
    {
        ObservedActions seen = Good with { Modes = new() { Restart = Mode.Approve } };

        Assert.Equal(["nothing is done by itself that its mode holds: restart 1 is in mode Approve, and 0 approvals came before"], Broken(seen));
        Assert.Equal(["nothing is done by itself that its mode holds: restart 1 is in mode Approve, and 0 approvals came before"], Broken(seen with { Approvals = [new(At(11), "incident-x")] }));
        Assert.Equal([], Broken(seen with { Approvals = [new(At(9), "incident-x")] }));
    }

    [Fact]
    public void The_recycle_of_a_web_server_for_the_database_is_a_restart_too()
    {
        IncidentRecord recycled = Incident(Told("1", 10, 20) with { AskedBy = "the recovery of the database" }) with { Target = IncidentKey.Database };

        Assert.Equal(
            ["nothing is done by itself that its mode holds: restart 1 is in mode Observe"],
            Broken(Good with { Modes = new() { Restart = Mode.Observe }, Incidents = [recycled] }));
    }

    private static ObservedActions WithFailover(int lost) => Good with
    {
        Incidents = [.. Good.Incidents, Incident(Told(IncidentKey.Database, 30, 35) with { Kind = OperationKind.Failover }) with { Id = "incident-db", Target = IncidentKey.Database }],
        Database = new([Restart("", 30, 35) with { Kind = OperationKind.Failover }], [At(30)], [new(At(0), HighAvailabilityState.Healthy)], [At(5)]) { Lost = lost },
    };
}

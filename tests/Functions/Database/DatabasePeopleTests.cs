using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Incidents;

namespace Steadfast.Functions.Tests.Database;

/// <summary>Modes, approvals, aborts and orders in an incident of the database.</summary>
[Trait("Category", "fast")]
public sealed class DatabasePeopleTests
{
    private const string Failover = "failover from zone 1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DatabaseObservation[] Times(int count, DatabaseObservation look) => [.. Enumerable.Repeat(look, count)];

    [Fact]
    public async Task In_mode_observe_nothing_is_done()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script, settings: VirtualIncident.Defaults with { Modes = new() { Failover = Mode.Observe } });

        Assert.Equal((IncidentOutcome.Refused, 0), (record.Outcome, script.Acts.Length));
    }

    [Fact]
    public async Task In_mode_approve_a_person_is_asked()
    {
        DatabaseScript script = new();
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync(settings: VirtualIncident.Defaults with { Modes = new() { Failover = Mode.Approve } });
        Assert.True(await database.UntilAsync(record => record.Awaiting is { Action: RepairAction.Failover }), "it does not ask");
        string[] before = script.Acts;
        await database.Runtime.Client.RaiseEventAsync(database.IncidentId, IncidentEvents.Approve, new Approval("operator anna", "go"), Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Empty(before);
        Assert.Contains("Failover approved by operator anna (go); checking once more before acting", record.Steps.Select(step => step.Text));
    }

    [Fact]
    public async Task A_person_ends_it()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of("uuu")] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync();
        await database.Runtime.Client.RaiseEventAsync(database.IncidentId, IncidentEvents.Abort, new Abort("operator anna", "known"), Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, "Incident ended by operator anna (known)"), (record.Outcome, record.Reason));
    }

    [Theory]
    // A person's order is bound neither by a mode nor by the number of looks.
    [InlineData(FailoverMode.Graceful, "ooo", "Healthy", IncidentOutcome.Recovered, Failover)]
    [InlineData(FailoverMode.Graceful, "oou", "Healthy", IncidentOutcome.Refused, null)]
    [InlineData(FailoverMode.Graceful, "ooo", "ReplicatingData", IncidentOutcome.Refused, null)]
    [InlineData(FailoverMode.Recover, "ooo", "Healthy", IncidentOutcome.NoAction, null)]
    [InlineData(FailoverMode.Recover, "rrr", "Healthy", IncidentOutcome.Recovered, Failover)]
    [InlineData(FailoverMode.Recover, "rrr", "CreatingStandby", IncidentOutcome.Escalated, null)]
    [InlineData(FailoverMode.Force, "rrr", "CreatingStandby", IncidentOutcome.Recovered, "failover by force from zone 1")]
    [InlineData(FailoverMode.Force, "uuu", "FailingOver", IncidentOutcome.Recovered, "failover by force from zone 1")]
    public async Task A_person_orders_a_failover(FailoverMode mode, string web, string standby, IncidentOutcome outcome, string? act)
    {
        DatabaseObservation seen = DatabaseSample.Of(web, standby: standby);
        DatabaseScript script = new() { Looks = [.. Times(mode == FailoverMode.Recover ? 3 : 1, seen), DatabaseSample.Redundant] };
        IncidentSettings observing = VirtualIncident.Defaults with { Modes = new() { Failover = Mode.Observe } };

        IncidentRecord record = await VirtualDatabase.RunAsync(script, new(mode, "operator anna", "a drill"), observing);

        Assert.Equal((outcome, act), (record.Outcome, script.Acts.FirstOrDefault(one => one != "write")));
    }

    [Fact]
    public async Task An_order_does_not_let_the_database_rest()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Well, .. Times(3, DatabaseSample.Redundant), DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Well] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync(new(FailoverMode.Graceful, "operator anna", "a drill"));
        IncidentRecord ordered = await database.EndAsync();

        await database.OpenAsync();
        IncidentRecord automatic = await database.EndAsync();

        Assert.Equal((IncidentOutcome.Recovered, IncidentOutcome.Recovered), (ordered.Outcome, automatic.Outcome));
    }
}

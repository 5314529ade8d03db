using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Database;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>Nothing is begun after a pause, a lease or an abort, and no decision is carried out that has not just been looked at.</summary>
[Trait("Category", "fast")]
public sealed class LastCheckTests
{
    private static readonly StartedOperation Throttled = new(StartKind.NotNow, null, TimeSpan.FromSeconds(7), "the platform asks to slow down (429)");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTime At(double seconds) => VirtualIncident.Start.AddSeconds(seconds).UtcDateTime;

    private static Task PauseAsync(DurableTaskClient client) => client.Entities.SignalEntityAsync(
        GuardEntity.Id, nameof(GuardEntity.Pause), new PauseRequest("p1", "a release", "anna", null, At(0)), null, Ct);

    private static Task LeaseAsync(DurableTaskClient client) => client.Entities.SignalEntityAsync(
        GuardEntity.Id, nameof(GuardEntity.TakeLease), new LeaseRequest("l1", "release-7", At(100_000), At(0)), null, Ct);

    private static Task RevokeAsync(DurableTaskClient client, string incident) => client.Entities.SignalEntityAsync(
        GuardEntity.Id, nameof(GuardEntity.Revoke), new PermitRevocation(incident, "operator anna"), null, Ct);

    private static async Task DoneAsync(DurableTaskClient client, Task signal, Func<GuardState, bool> isDone)
    {
        await signal;
        while (!isDone(await GuardReader.ReadAsync(client, Ct)))
        {
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("lease")]
    [InlineData("abort")]
    public async Task A_restart_is_not_begun_after_what_came_between_its_permit_and_its_request(string what)
    {
        Script script = new() { Looks = [Sees.Silent] };
        await using VirtualIncident incident = new(script);
        script.BeforeClearance = client => what switch
        {
            "pause" => DoneAsync(client, PauseAsync(client), state => state.Pause is not null),
            "lease" => DoneAsync(client, LeaseAsync(client), state => state.Lease is not null),
            _ => DoneAsync(client, RevokeAsync(client, incident.IncidentId), state => state.Revocations.Count > 0),
        };
        await incident.OpenAsync();
        if (what == "abort")
        {
            await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, new Abort("operator anna", null), Ct);
        }

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, 0, 0), (record.Outcome, script.RestartsAskedFor, record.Actions.Count));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("abort")]
    public async Task A_failover_is_not_begun_after_what_came_between_its_permit_and_its_request(string what)
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        script.BeforeClearance = client => what == "pause"
            ? DoneAsync(client, PauseAsync(client), state => state.Pause is not null)
            : DoneAsync(client, RevokeAsync(client, VirtualDatabase.First), state => state.Revocations.Count > 0);
        await database.OpenAsync();
        await database.UntilAsync(record => record.Steps.Any(step => step is { Kind: StepKind.Waiting, Diagnosis: null }));
        if (what == "abort")
        {
            await database.Runtime.Client.RaiseEventAsync(database.IncidentId, IncidentEvents.Abort, new Abort("operator anna", null), Ct);
        }

        IncidentRecord record = await database.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, 0, 0), (record.Outcome, script.Acts.Length, record.Actions.Count));
    }

    [Fact]
    public async Task A_restart_that_the_platform_throttles_is_decided_on_anew_and_a_server_that_serves_by_then_is_left_alone()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Starts = [Throttled] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, 1, 0), (record.Outcome, script.RestartsAskedFor, record.Actions.Count));
    }

    [Fact]
    public async Task A_failover_that_the_platform_throttles_is_decided_on_anew_and_a_database_that_is_used_by_then_is_left_alone()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Well], Starts = [Throttled] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, 1, 0), (record.Outcome, script.Acts.Length, record.Actions.Count));
    }

    [Fact]
    public async Task A_platform_that_throttles_for_longer_than_a_restart_may_take_is_for_a_person()
    {
        Script script = new() { Looks = [Sees.Silent], Starts = [Throttled] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 0), (record.Outcome, record.Actions.Count));
        Assert.StartsWith("Person needed: restart of instance 1 could not be started for 10 min. Remove what stands in its way, then order the action. Evidence: the platform asks to slow down (429)", record.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("reimage", script.Calls);
    }

    [Fact]
    public async Task A_platform_that_was_in_the_way_of_an_action_that_is_wanted_no_more_has_its_time_anew_when_one_is_wanted_again()
    {
        TierObservation moving = Look.Of(Look.Instance("1", "bbb", isChanging: true), Look.Instance("2", "ggg"), Look.Instance("3", "ggg"));
        Script script = new()
        {
            Looks = [Sees.Silent, .. Enumerable.Repeat(moving, 10), Sees.Silent, Sees.Silent, Sees.Well],
            Starts = [Throttled, Throttled, new(StartKind.Accepted, null, null, "restart of instance 1 accepted")],
        };
        IncidentSettings settings = VirtualIncident.Defaults with { Recovery = new() { RestartDeadline = TimeSpan.FromSeconds(60) } };

        IncidentRecord record = await VirtualIncident.RunAsync(script, settings);

        Assert.Equal((IncidentOutcome.Recovered, 3), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task A_permit_is_renewed_as_long_as_what_was_begun_under_it_is_waited_for()
    {
        IncidentSettings settings = VirtualIncident.Defaults with
        {
            Guard = new() { PermitLife = TimeSpan.FromMinutes(6) },
            Recovery = new() { RestartDeadline = TimeSpan.FromMinutes(30) },
        };
        await using VirtualIncident incident = new(new Script { Polls = [new(ActionResult.Running, TimeSpan.FromSeconds(100), "the platform says InProgress")] }, settings);
        await incident.OpenAsync();
        List<DateTime> voidAt = [];
        for (int minute = 1; minute <= 29; minute++)
        {
            await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddMinutes(minute), Ct);
            // As the watchdog does.
            TierCount seen = new(1, 3, At(minute * 60), settings.Guard);
            await incident.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Seen), seen, null, Ct);
            await incident.Runtime.WhenIdleAsync(Ct);
            GuardState guard = await GuardReader.ReadAsync(incident.Client, Ct);
            Assert.True(guard.Permits is [{ } permit] && permit.VoidAt > At(minute * 60), $"minute {minute}: {string.Join("; ", guard.Permits)}");
            voidAt.Add(guard.Permits[0].VoidAt);
        }

        Assert.InRange(voidAt.Distinct().Count(), 4, 12);
    }

    [Fact]
    public async Task A_permit_that_was_taken_away_is_not_renewed_and_the_record_says_so()
    {
        IncidentSettings settings = VirtualIncident.Defaults with
        {
            Guard = new() { PermitLife = TimeSpan.FromMinutes(6) },
            Recovery = new() { RestartDeadline = TimeSpan.FromMinutes(20) },
        };
        await using VirtualIncident incident = new(new Script { Polls = [new(ActionResult.Running, null, "the platform says InProgress")] }, settings);
        await incident.OpenAsync();
        await DoneAsync(incident.Client, RevokeAsync(incident.Client, incident.IncidentId), state => state.Revocations.Count > 0);
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddMinutes(15), Ct);

        IncidentRecord record = (await IncidentReader.FindAsync(incident.Client, incident.IncidentId, Ct))!;

        Assert.Single(record.Steps, step => step.Text == "Permit for instance 1 has run out and is not renewed; nothing more is started under it");
        Assert.DoesNotContain(GuardExpiry.At(await GuardReader.ReadAsync(incident.Client, Ct), At(900), new()).Permits, permit => permit.Target == "1");
    }

    [Fact]
    public async Task The_wish_of_the_platform_to_be_left_alone_for_a_day_holds_an_incident_up_for_two_minutes_at_most()
    {
        Script script = new()
        {
            Looks = [Sees.Silent, Sees.Well],
            Starts = [Throttled with { RetryAfter = TimeSpan.FromDays(1) }],
        };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.InRange(record.Timeline.Closed!.Value, VirtualIncident.Start.AddMinutes(1), VirtualIncident.Start.AddMinutes(3));
    }

    [Fact]
    public async Task An_operation_is_looked_at_once_more_at_its_deadline_however_long_the_platform_asks_to_wait()
    {
        Script script = new()
        {
            Looks = [Sees.Silent, Sees.Well],
            Polls = [new(ActionResult.Running, TimeSpan.FromMinutes(20), "the platform says InProgress"), new(ActionResult.Succeeded, null, "Azure says Succeeded")],
        };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, ActionResult.Succeeded), (record.Outcome, record.Actions.Single().Result));
    }

    [Fact]
    public async Task The_mode_of_restarts_holds_the_restart_for_stale_connections_too()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Of("ooor", zone: "2")] };
        IncidentSettings settings = VirtualIncident.Defaults with { Modes = new() { Restart = Mode.Observe } };

        IncidentRecord record = await VirtualDatabase.RunAsync(script, settings: settings);

        Assert.DoesNotContain(script.Acts, act => act.StartsWith("restart instance", StringComparison.Ordinal));
        Assert.Contains(record.Steps, step => step.Text.EndsWith("would be started now, but its mode is observe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_for_a_failover_joins_the_open_incident_of_the_database()
    {
        DatabaseScript script = new() { Looks = [.. Enumerable.Repeat(DatabaseSample.Of("uuu"), 3), DatabaseSample.Of("uuu"), DatabaseSample.Moved, DatabaseSample.Redundant] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync();
        await database.Runtime.Client.RaiseEventAsync(
            database.IncidentId, IncidentEvents.Failover, new FailoverOrder(FailoverMode.Force, "operator anna", "a test"), Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Equal(["failover by force from zone 1", "write"], script.Acts);
        Assert.Equal(("operator anna", IncidentOutcome.Recovered), (record.Actions.Single().AskedBy, record.Outcome));
    }

    [Fact]
    public async Task An_order_for_a_failover_while_the_standby_of_the_last_one_is_waited_for_is_not_done_as_well()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down, .. Enumerable.Repeat(DatabaseSample.Moved, 6), DatabaseSample.Redundant] };
        FailoverOrder order = new(FailoverMode.Force, "operator anna", "a test");
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync(order);
        await database.UntilAsync(record => record.Diagnosis == FailureKind.StandbyUnhealthy);
        await database.Runtime.Client.RaiseEventAsync(database.IncidentId, IncidentEvents.Failover, order with { By = "operator ben" }, Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Equal(["failover by force from zone 1", "write"], script.Acts);
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
        Assert.Contains(record.Steps, step => step.Text.StartsWith("Failover ordered by operator ben is not done: one has just been carried out", StringComparison.Ordinal));
    }
}

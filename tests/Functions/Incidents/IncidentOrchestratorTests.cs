using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Incidents;

[Trait("Category", "fast")]
public sealed class IncidentOrchestratorTests
{
    private static readonly SignalChange OwnResolved = new(VirtualIncident.Signal, IsOpen: false, "alert lb-probe-down was resolved");

    private static string[] Texts(IncidentRecord record) => [.. record.Steps.Select(step => step.Text)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset At(double seconds) => VirtualIncident.Start.AddSeconds(seconds);

    [Fact]
    public async Task A_silent_instance_is_restarted_verified_and_closed_as_recovered()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Silent, Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(
            [
                "Incident opened by alert lb-probe-down for instance 1",
                "Instance 1 needs a restart: the probe fails, it does not answer, its health extension says unhealthy",
                "Azure accepted the restart of instance 1",
                "Restart of instance 1 finished: Azure says Succeeded",
                "Instance 1 serves again: the probe succeeds, it answers 200, its health extension says healthy",
                "Instance 1 recovered by restart: serving since 12:00:15 UTC, healthy for 60 s",
            ],
            Texts(record));
        Assert.Equal((IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive), (record.Outcome, record.Diagnosis));
        Assert.Equal(new IncidentTimeline(At(-30), At(0), At(0), At(0), At(5), At(15), At(75)), record.Timeline);
        Assert.Equal([new ActionTaken("restart", "1", "alert lb-probe-down", At(0), At(5), ActionResult.Succeeded, "Azure says Succeeded")], record.Actions);
    }

    [Fact]
    public async Task An_instance_that_serves_is_left_alone()
    {
        Script script = new() { Looks = [Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(IncidentOutcome.NoAction, record.Outcome);
        Assert.Equal([nameof(ObservationActivities.Observe)], script.Calls);
    }

    [Fact]
    public async Task When_most_fail_after_a_repair_that_did_not_help_the_next_rung_is_the_test()
    {
        Script script = new() { Looks = [Sees.Silent, .. Enumerable.Repeat(Sees.Silent, 31), Sees.FleetDown] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, "restart, reimage"), (record.Outcome, string.Join(", ", record.Actions.Select(action => action.Kind))));
        Assert.StartsWith("Person needed: most web servers are down, and reimage of instance 1 as a test did not help", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_the_platform_did_not_get_done_tells_nothing()
    {
        Script script = new() { Looks = [Sees.FleetDown], Polls = [new(ActionResult.Failed, null, "Azure says Failed"), new(ActionResult.Succeeded, null, "Azure says Succeeded")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal("restart Failed, reimage Succeeded", string.Join(", ", record.Actions.Select(action => $"{action.Kind} {action.Result}")));
        Assert.StartsWith("Person needed: most web servers are down, and reimage of instance 1 as a test did not help", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_seen_is_looked_at_again_and_acted_on_when_it_can()
    {
        Script script = new() { Looks = [Sees.Nothing, Sees.Nothing, Sees.Silent, Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, At(20)), (record.Outcome, record.Timeline.Decided));
    }

    [Fact]
    public async Task An_incident_that_waits_ends_when_its_signal_is_withdrawn()
    {
        Script script = new() { Looks = [Sees.Nothing] };

        IncidentRecord record = await RunWithAsync(script, OwnResolved);

        Assert.Equal((IncidentOutcome.NoAction, "Incident closed without an action: alert lb-probe-down was resolved, and nothing was started"), (record.Outcome, record.Reason));
        Assert.Equal(0, script.RestartsAskedFor);
    }

    [Fact]
    public async Task What_is_seen_now_counts_more_than_a_withdrawn_signal()
    {
        Script script = new() { Looks = [Sees.Nothing, Sees.Silent, Sees.Well] };

        IncidentRecord record = await RunWithAsync(script, OwnResolved);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task The_end_of_another_alert_withdraws_nothing()
    {
        Script script = new() { Looks = [Sees.Nothing, Sees.Nothing, Sees.Silent, Sees.Well] };

        IncidentRecord record = await RunWithAsync(script, new SignalChange("another", IsOpen: false, "alert other was resolved"));

        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Fact]
    public async Task A_signal_that_joined_keeps_the_incident_open()
    {
        Script script = new() { Looks = [Sees.Nothing, Sees.Nothing, Sees.Silent, Sees.Well] };

        IncidentRecord record = await RunWithAsync(script, new SignalChange("another", IsOpen: true, "alert other fired"), OwnResolved);

        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Fact]
    public async Task A_signal_that_is_withdrawn_during_the_restart_changes_nothing()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Polls = [new(ActionResult.Running, null, "the platform says InProgress"), new(ActionResult.Succeeded, null, "done")] };

        IncidentRecord record = await RunWithAsync(script, OwnResolved);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
    }

    private static async Task<IncidentRecord> RunWithAsync(Script script, params SignalChange[] changes)
    {
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        foreach (SignalChange change in changes)
        {
            await incident.Client.RaiseEventAsync(incident.IncidentId, OpenSignals.Event, change, Ct);
        }

        return await incident.EndAsync();
    }

    [Fact]
    public async Task A_second_restart_needs_a_second_diagnosis()
    {
        // 5 min of RestoreDeadline in looks of 10 s, then the fleet fails: whatever it is, it is not this instance.
        Script script = new() { Looks = [Sees.Silent, .. Enumerable.Repeat(Sees.Silent, 31), Sees.FleetDown] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.StartsWith("Person needed: most web servers are down", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_restarted_blindly()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Nothing] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 1), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task An_instance_that_comes_back_late_is_not_restarted_again()
    {
        Script script = new() { Looks = [Sees.Silent, .. Enumerable.Repeat(Sees.Silent, 31), Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task An_instance_that_serves_off_and_on_is_handed_to_a_person_in_the_end()
    {
        // After each failed verification it happens to serve at the very look that decides.
        TierObservation[] silent = [.. Enumerable.Repeat(Sees.Silent, 31)];
        Script script = new() { Looks = [Sees.Silent, .. silent, Sees.Well, .. silent, Sees.Well, .. silent, Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.Contains("still serves off and on", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_operation_on_an_instance_that_serves_all_the_same_is_enough()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well, Sees.Nothing, Sees.Well], Polls = [new(ActionResult.Failed, null, "the platform says Failed")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task The_pause_that_the_platform_asks_for_between_looks_is_kept()
    {
        Script script = new() { Looks = [Sees.Nothing with { RetryAfter = TimeSpan.FromSeconds(90) }, Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(At(90), record.Timeline.Closed);
    }

    [Fact]
    public async Task What_a_restart_does_not_mend_is_reimaged_then_replaced_and_evidence_is_saved_before_each()
    {
        // 31 looks after each action that does not help, and one to decide on the next.
        Script script = new() { Looks = [.. Enumerable.Repeat(Sees.Silent, 65), Sees.NewcomerWell] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(
            ["restart", "CollectEvidence", "reimage", "CollectEvidence", "StartCapacity", "delete"],
            script.Calls.Where(call => call is "restart" or "reimage" or "delete" or "CollectEvidence" or "StartCapacity"));
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
        Assert.StartsWith("Instance 4, in place of instance 1, recovered by replace: ", record.Reason, StringComparison.Ordinal);
        Assert.Equal([("restart", null), ("reimage", null), ("replace", "4")], record.Actions.Select(action => (action.Kind, action.Replacement)));
        Assert.Equal(["Evidence 1 of instance 1: saved status; missing bootDiagnostics (it has none)", "Evidence 2 of instance 1: saved status; missing bootDiagnostics (it has none)"], record.Evidence.Select(evidence => evidence.Summary));
    }

    [Fact]
    public async Task When_no_other_instance_can_be_had_the_bad_one_stays_and_a_person_is_asked()
    {
        Script script = new() { Looks = [Sees.Silent], Additions = [new(StartKind.Refused, null, null, "the platform refused: 409 AllocationFailed")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 0), (record.Outcome, script.Calls.Count(call => call == "delete")));
        Assert.StartsWith("Person needed: replace of instance 1 could not be started. Remove what stands in its way, then order the repair. Evidence: none could be added: ", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relapse_within_the_stay_healthy_time_starts_it_from_nothing()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well, Sees.Silent, Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.Equal((At(25), At(85)), (record.Timeline.Restored, record.Timeline.Closed));
    }

    [Fact]
    public async Task Throttling_is_waited_out_on_a_durable_timer_and_decided_on_anew()
    {
        Script script = new()
        {
            Looks = [Sees.Silent, Sees.Silent, Sees.Well],
            Starts = [new(StartKind.NotNow, null, TimeSpan.FromSeconds(37), "the platform asks to slow down (429)"), new(StartKind.Accepted, null, null, "Azure accepted the restart of instance 1")],
        };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, At(37)), (record.Outcome, record.Timeline.ActionAccepted));
        Assert.Contains("Restart of instance 1 not started: the platform asks to slow down (429)", Texts(record));
    }

    [Fact]
    public async Task The_platforms_own_pause_between_polls_is_obeyed()
    {
        Script script = new()
        {
            Looks = [Sees.Silent, Sees.Well],
            Polls = [new(ActionResult.Running, TimeSpan.FromSeconds(40), "the platform says InProgress"), new(ActionResult.Succeeded, null, "Azure says Succeeded")],
        };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(At(45), record.Timeline.ActionDone);
    }

    [Fact]
    public async Task An_operation_that_never_ends_is_given_up_at_its_deadline_and_judged_by_the_instance()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Polls = [new(ActionResult.Running, null, "the platform says InProgress")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, ActionResult.TimedOut), (record.Outcome, record.Actions.Single().Result));
        Assert.Equal(At(600), record.Timeline.Restored);
    }

    [Fact]
    public async Task A_restart_that_is_not_needed_any_more_is_no_action()
    {
        Script script = new()
        {
            Looks = [Sees.Silent, Sees.Well],
            Starts = [new(StartKind.NotNeeded, null, null, "not restarted: the decision is old")],
        };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, ActionResult.Skipped), (record.Outcome, record.Actions.Single().Result));
    }

    [Fact]
    public async Task The_next_incident_under_the_same_key_leaves_the_record_of_the_first()
    {
        await using VirtualIncident incident = new(new Script { Looks = [Sees.Well] });
        await incident.OpenAsync();
        IncidentRecord first = await incident.EndAsync();
        incident.Clock.Advance(TimeSpan.FromMinutes(1));

        await incident.OpenAgainAsync();
        IncidentRecord second = await incident.EndAsync();

        Assert.NotEqual(first.Id, second.Id);
        var kept = (await incident.Client.GetInstanceAsync(first.Id, getInputsAndOutputs: true, Ct))!;
        Assert.Equal(first.Timeline, IncidentReader.Read(kept)!.Timeline);
    }
}

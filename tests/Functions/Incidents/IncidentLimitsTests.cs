using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>What holds an incident up: the guard, the modes, people, the platform's own repairs.</summary>
[Trait("Category", "fast")]
public sealed class IncidentLimitsTests
{
    private static readonly IncidentSettings Usual = VirtualIncident.Defaults;
    private static readonly OperationProgress Done = new(ActionResult.Succeeded, null, "Azure says Succeeded");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset At(double seconds) => VirtualIncident.Start.AddSeconds(seconds);

    private static string[] Texts(IncidentRecord record) => [.. record.Steps.Select(step => step.Text)];

    private static Task SignalGuardAsync(VirtualIncident incident, string operation, object input) =>
        incident.Client.Entities.SignalEntityAsync(GuardEntity.Id, operation, input, null, Ct);

    [Fact]
    public async Task A_pause_holds_the_action_up_until_it_is_over_and_the_record_says_why()
    {
        await using VirtualIncident incident = new(new Script { Looks = [.. Enumerable.Repeat(Sees.Silent, 40), Sees.Well] });
        await incident.StartAsync();
        await SignalGuardAsync(incident, nameof(GuardEntity.Pause), new PauseRequest("p1", "a release", "anna", At(300).UtcDateTime, At(0).UtcDateTime));
        await incident.OpenAgainAsync();

        IncidentRecord waiting = IncidentReader.Read((await incident.Client.GetInstanceAsync(incident.IncidentId, getInputsAndOutputs: true, Ct))!)!;
        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((RefusalKind.Paused, At(300).UtcDateTime), (waiting.Refusal!.Kind, waiting.Refusal.ActsAt));
        Assert.Equal((IncidentOutcome.Recovered, At(300), null), (record.Outcome, record.Actions.Single().Accepted, record.Refusal));
        Assert.Single(record.Steps, step => step.Kind == StepKind.Refused);
    }

    [Fact]
    public async Task A_refusal_that_lasts_is_told_to_people_and_closes_the_incident_in_the_end()
    {
        Script script = new() { Looks = [Sees.Silent] };
        await using VirtualIncident incident = new(script);
        await incident.StartAsync();
        await SignalGuardAsync(incident, nameof(GuardEntity.Pause), new PauseRequest("p1", "a release", "anna", null, At(0).UtcDateTime));
        await incident.OpenAgainAsync();

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, RefusalKind.Paused, At(3600)), (record.Outcome, record.Refusal!.Kind, record.Timeline.Closed));
        Assert.Equal([NoticeKind.Opened, NoticeKind.RefusedForLong, NoticeKind.Closed], script.Notices.Select(notice => notice.Kind));
        // It is said again in the record, so that whoever reads it sees that the incident still looks.
        DateTimeOffset[] steps = [.. record.Steps.Select(step => step.At)];
        Assert.InRange(steps.Zip(steps.Skip(1), (one, next) => (next - one).TotalMinutes).Max(), 20, 21);
        Assert.Equal(0, script.RestartsAskedFor);
    }

    [Fact]
    public async Task In_mode_observe_everything_is_decided_and_nothing_is_done()
    {
        Script script = new() { Looks = [Sees.Silent] };

        IncidentRecord record = await VirtualIncident.RunAsync(script, Usual with { Modes = new() { Restart = Mode.Observe } });

        Assert.Equal((IncidentOutcome.Refused, "Restart of instance 1 not done in mode observe, and the fault has lasted 5 min. Order the action, or set its mode to Auto or Approve.", 0), (record.Outcome, record.Reason, script.RestartsAskedFor));
        Assert.Contains("Restart of instance 1 would be started now, but its mode is observe", Texts(record));
    }

    [Fact]
    public async Task In_mode_approve_a_person_is_asked_and_the_situation_is_looked_at_once_more()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Silent, Sees.Well] };
        await using VirtualIncident incident = new(script, Usual with { Modes = new() { Restart = Mode.Approve } });
        await incident.OpenAsync();
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), At(600), Ct);

        IncidentRecord waiting = IncidentReader.Read((await incident.Client.GetInstanceAsync(incident.IncidentId, getInputsAndOutputs: true, Ct))!)!;
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Approve, new Approval("operator anna", "go"), Ct);
        IncidentRecord record = await incident.EndAsync();

        Assert.Equal(new ApprovalWanted(RepairAction.Restart, At(1800)), waiting.Awaiting);
        Assert.Equal((IncidentOutcome.Recovered, At(600), null), (record.Outcome, record.Actions.Single().Accepted, record.Awaiting));
        Assert.Contains("Restart approved by operator anna (go); checking once more before acting", Texts(record));
        // The notice of the opening is handed over beside everything else, so it may arrive a moment later than it was written.
        Assert.Equal([NoticeKind.ApprovalNeeded, NoticeKind.Closed], script.Notices.Select(notice => notice.Kind).Where(kind => kind != NoticeKind.Opened));
        Assert.Single(script.Notices, notice => notice.Kind == NoticeKind.Opened);
    }

    [Fact]
    public async Task What_healed_while_a_person_was_thinking_is_left_alone()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well] };
        await using VirtualIncident incident = new(script, Usual with { Modes = new() { Restart = Mode.Approve } });
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Approve, new Approval("operator anna", null), Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.NoAction, 0), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task What_nobody_approves_is_refused_at_its_deadline()
    {
        Script script = new() { Looks = [Sees.Silent] };

        IncidentRecord record = await VirtualIncident.RunAsync(script, Usual with { Modes = new() { Restart = Mode.Approve } });

        Assert.Equal((IncidentOutcome.Refused, "Restart of instance 1 not done: nobody approved it within 30 min. Order the action, or set its mode to Auto.", At(1800)), (record.Outcome, record.Reason, record.Timeline.Closed));
    }

    [Fact]
    public async Task An_approval_that_nobody_asked_for_approves_nothing_later()
    {
        Script script = new() { Looks = [Sees.Nothing, Sees.Silent] };
        await using VirtualIncident incident = new(script, Usual with { Modes = new() { Restart = Mode.Approve } });
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Approve, new Approval("operator anna", null), Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, 0), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task A_person_ends_an_incident()
    {
        Script script = new() { Looks = [Sees.Nothing] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, new Abort("operator anna", "known"), Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, "Incident ended by operator anna (known)", At(0)), (record.Outcome, record.Reason, record.Timeline.Closed));
    }

    [Fact]
    public async Task An_order_is_carried_out_on_an_instance_that_serves_and_is_not_held_up_by_a_mode_or_a_pause()
    {
        Script script = new() { Looks = [Sees.Well] };
        await using VirtualIncident incident = new(script, Usual with { Modes = new() { Restart = Mode.Approve } }, new Order(RepairAction.Restart, "operator anna", "a test", IsForced: false));
        await incident.StartAsync();
        await SignalGuardAsync(incident, nameof(GuardEntity.Pause), new PauseRequest("p1", "a release", "anna", null, At(0).UtcDateTime));
        await incident.OpenAgainAsync();

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.Equal("operator anna", record.Actions.Single().AskedBy);
    }

    [Fact]
    public async Task An_order_that_would_leave_too_few_serving_is_refused_with_the_way_to_insist()
    {
        Script script = new() { Looks = [Sees.FleetDown] };
        Script forced = new() { Looks = [Sees.FleetDown, Sees.Well] };

        // Of three instances one serves: number 3. The order is for number 3.
        IncidentRecord record = await VirtualIncident.RunAsync(script, order: new Order(RepairAction.Restart, "operator anna", null, IsForced: false), target: "3");
        IncidentRecord insisted = await VirtualIncident.RunAsync(forced, order: new Order(RepairAction.Restart, "operator anna", null, IsForced: true), target: "3");

        Assert.Equal((IncidentOutcome.Refused, RefusalKind.BelowFloor, 0), (record.Outcome, record.Refusal!.Kind, script.RestartsAskedFor));
        Assert.Equal((IncidentOutcome.Recovered, 1), (insisted.Outcome, forced.RestartsAskedFor));
    }

    [Fact]
    public async Task An_order_during_an_automatic_incident_is_done_next_by_that_incident()
    {
        Script script = new() { Looks = [Sees.Nothing, Sees.Silent, Sees.Well] };
        await using VirtualIncident incident = new(script, Usual with { Modes = new() { Restart = Mode.Observe } });
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Order, new Order(RepairAction.Restart, "operator anna", null, IsForced: false), Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Recovered, 1, "operator anna", "alert lb-probe-down"), (record.Outcome, script.RestartsAskedFor, record.Actions.Single().AskedBy, record.StartedBy));
    }

    [Fact]
    public async Task A_canary_that_does_not_recover_shows_that_the_fault_is_elsewhere()
    {
        Script script = new() { Looks = [Sees.FleetDown] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.StartsWith("Person needed: most web servers are down, and restart of instance 1 as a test did not help, so the cause is elsewhere. Check what all", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_again_soon_starts_one_rung_higher()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well, Sees.Well, Sees.Well, Sees.Well, Sees.Well, Sees.Well, Sees.Well, Sees.Silent] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        await incident.EndAsync();

        await incident.OpenAgainAsync();
        IncidentRecord second = await incident.EndAsync();

        Assert.Equal("reimage", second.Actions[0].Kind);
        Assert.Contains("Instance 1 was repaired once in the last hours (up to restart), so this incident begins with reimage", Texts(second));
        Assert.Contains(second.Steps, step => step.Kind == StepKind.Refused);
    }

    [Fact]
    public async Task The_newest_order_counts_and_one_that_is_refused_does_not_spin()
    {
        // Of three instances one serves: number 3. The first order is for more than the floor allows, so a budget that is spent holds it up.
        Script script = new() { Looks = [Sees.Silent] };
        await using VirtualIncident incident = new(script, order: new Order(RepairAction.Restart, "operator anna", null, IsForced: false));
        await incident.StartAsync();
        PermitRequest other = new("incident-other", "2", IncidentKey.NotServing, RepairAction.Restart, "a test", false, false, 1, 3, false, At(0).UtcDateTime, Usual.Guard);
        await SignalGuardAsync(incident, nameof(GuardEntity.Ask), other);
        await incident.OpenAgainAsync();
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), At(60), Ct);
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Order, new Order(RepairAction.Reimage, "operator anna", null, IsForced: true), Ct);
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), At(62), Ct);

        Assert.Contains("reimage", script.Calls);
        Assert.Equal(0, script.RestartsAskedFor);
        Assert.InRange(script.Calls.Count(call => call == nameof(ObservationActivities.Observe)), 1, 12);
    }

    [Fact]
    public async Task A_pause_that_comes_while_the_platform_cannot_take_the_action_keeps_it_from_being_begun()
    {
        Script script = new() { Looks = [Sees.Silent], Starts = [new(StartKind.NotNow, null, TimeSpan.FromSeconds(60), "the platform asks to slow down (429)")] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        await SignalGuardAsync(incident, nameof(GuardEntity.Pause), new PauseRequest("p1", "a release", "anna", null, At(1).UtcDateTime));

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, RefusalKind.Paused, 1), (record.Outcome, record.Refusal!.Kind, script.RestartsAskedFor));
        Assert.Contains(Texts(record), text => text.StartsWith("Automation paused by anna", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_platform_never_takes_leads_to_no_stronger_action()
    {
        Script script = new() { Looks = [Sees.Silent], Starts = [new(StartKind.Refused, null, null, "the platform refused: 403 AuthorizationFailed")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 2), (record.Outcome, script.RestartsAskedFor));
        Assert.StartsWith("Person needed: restart of instance 1 could not be started. Remove what stands in its way, then order the repair. Evidence: the platform refused: 403 AuthorizationFailed", record.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("reimage", script.Calls);
    }

    [Fact]
    public async Task One_unclear_look_after_a_long_pause_does_not_escalate()
    {
        Script script = new() { Looks = [.. Enumerable.Repeat(Sees.Silent, 60), Sees.Nothing, Sees.Silent, Sees.Well] };
        await using VirtualIncident incident = new(script);
        await incident.StartAsync();
        await SignalGuardAsync(incident, nameof(GuardEntity.Pause), new PauseRequest("p1", "a release", "anna", At(605).UtcDateTime, At(0).UtcDateTime));
        await incident.OpenAgainAsync();

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Fact]
    public async Task An_order_that_comes_during_a_repair_that_helps_is_done_next()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Polls = [new(ActionResult.Running, null, "the platform says InProgress"), Done] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Order, new Order(RepairAction.Reimage, "operator anna", "the disk is damaged", IsForced: false), Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal(["restart", "reimage"], record.Actions.Select(action => action.Kind));
        Assert.Equal((IncidentOutcome.Recovered, "operator anna"), (record.Outcome, record.Actions[1].AskedBy));
    }

    [Fact]
    public async Task An_alert_that_is_withdrawn_after_a_repair_that_did_not_help_does_not_make_it_undone()
    {
        Script script = new() { Looks = [Sees.Silent, .. Enumerable.Repeat(Sees.Silent, 31), Sees.Nothing] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        await incident.Client.RaiseEventAsync(incident.IncidentId, OpenSignals.Event, new SignalChange(VirtualIncident.Signal, IsOpen: false, "alert lb-probe-down was resolved"), Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Escalated, 1), (record.Outcome, script.RestartsAskedFor));
    }
}

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>An incident is over while the platform still restarts instance 1, and instance 2 fails: one repair at a time is allowed, and none begins before the first has ended.</summary>
[Trait("Category", "fast")]
public sealed class LeftActionTests
{
    private static readonly OperationProgress Runs = new(ActionResult.Running, null, "the platform says InProgress");
    private static readonly TierObservation SecondSilent = Look.Of(Look.Instance("1", "ggg"), Look.Instance("2", "bbb"), Look.Instance("3", "ggg"));
    private static readonly TimeSpan Deadline = VirtualIncident.Defaults.Recovery.RestartDeadline;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_has_ended_it()
    {
        Script script = new() { Looks = [Sees.Silent, SecondSilent], Polls = [Runs] };
        await using VirtualIncident first = await RestartingAsync(script);
        await first.Client.RaiseEventAsync(first.IncidentId, IncidentEvents.Abort, new Abort("operator anna", "known"), Ct);
        await first.EndAsync();

        await NothingBeginsBeforeAsync(first, script, Deadline, $"Restart of instance 1 may still run on the platform since 12:00:00 UTC: incident {first.IncidentId}, which asked for the restart, was ended by operator anna; free at 12:10:00 UTC at the latest");
    }

    [Fact]
    public async Task Its_operation_is_kept_for_the_watchdog_and_when_that_has_ended_the_next_repair_begins()
    {
        Script script = new() { Looks = [Sees.Silent, SecondSilent], Polls = [Runs] };
        await using VirtualIncident first = await RestartingAsync(script);
        await first.Client.RaiseEventAsync(first.IncidentId, IncidentEvents.Abort, new Abort("operator anna", "known"), Ct);
        await first.EndAsync();
        Permit left = Assert.Single((await GuardReader.ReadAsync(first.Client, Ct)).Permits);
        Assert.Equal(script.Starts[0].StatusUrl, left.Left?.StatusUrl);

        await first.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.LeftEnded), new LeftActionEnd(first.IncidentId, "1", left.Left!.Since), cancellation: Ct);
        await OpenSecondAsync(first);

        Assert.Equal([0, 60], script.TimesOf("restart"));
    }

    [Fact]
    public async Task A_persons_order_waits_too_and_says_for_what()
    {
        Script script = new() { Looks = [Sees.Silent, SecondSilent], Polls = [Runs] };
        await using VirtualIncident first = await RestartingAsync(script);
        await first.Client.RaiseEventAsync(first.IncidentId, IncidentEvents.Abort, new Abort("operator anna", "known"), Ct);
        await first.EndAsync();

        await NothingBeginsBeforeAsync(first, script, Deadline, "free at 12:10:00 UTC", new Order(RepairAction.Restart, "operator ben", "a test", IsForced: false));
    }

    [Theory]
    [InlineData("PollOperation")]
    [InlineData("restart")]
    public async Task The_automation_failed_on_it(string activity)
    {
        Script script = new() { Looks = [Sees.Silent, SecondSilent], Polls = [Runs], Fails = activity };
        await using VirtualIncident first = new(script);
        await first.OpenAsync();
        IncidentRecord record = await first.EndAsync();

        Assert.Equal((IncidentOutcome.Escalated, ActionResult.Running), (record.Outcome, record.Actions[^1].Result));
        Permit left = Assert.Single((await GuardReader.ReadAsync(first.Client, Ct)).Permits);
        Assert.Equal(("failed", true), (left.Left?.How, left.VoidAt >= VirtualIncident.Start.UtcDateTime + Deadline));
    }

    [Fact]
    public async Task It_was_terminated()
    {
        Script script = new() { Looks = [Sees.Silent, SecondSilent], Polls = [Runs] };
        await using VirtualIncident first = await RestartingAsync(script);
        await first.Client.TerminateInstanceAsync(first.IncidentId, Ct);
        await first.Runtime.WhenIdleAsync(Ct);
        Assert.Equal([first.IncidentId], await GoneAsync(first));
        await ReleaseAsync(first);

        Assert.Empty(await GoneAsync(first));
        await NothingBeginsBeforeAsync(first, script, Deadline, $"incident {first.IncidentId}, which asked for the restart, was terminated; free at 12:10:00 UTC");
    }

    [Fact]
    public async Task It_was_terminated_when_its_action_had_ended()
    {
        Script script = new() { Looks = [Sees.Silent], Polls = [new(ActionResult.Succeeded, null, "Azure says Succeeded")] };
        await using VirtualIncident first = await RestartingAsync(script);
        await first.Client.TerminateInstanceAsync(first.IncidentId, Ct);
        await first.Runtime.WhenIdleAsync(Ct);

        await ReleaseAsync(first);

        Assert.Empty((await GuardReader.ReadAsync(first.Client, Ct)).Permits);
    }

    // Its record does not know the place, or does not yet know the action. The guard does.
    // A replacement consists of several operations: where the last one can be read is not known.
    [Theory]
    [InlineData(RepairAction.Failover, true, true)]
    [InlineData(RepairAction.Failover, false, true)]
    [InlineData(RepairAction.Restart, true, true)]
    [InlineData(RepairAction.Replace, true, false)]
    [InlineData(RepairAction.Replace, false, false)]
    public void Of_one_that_is_gone_the_guard_knows_where_the_progress_of_its_last_request_can_be_read(RepairAction kind, bool isRecorded, bool isKnown)
    {
        DateTime noon = VirtualIncident.Start.UtcDateTime;
        const string url = "https://management.azure.com/its-progress";
        Permit permit = new("incident-1", "database", kind, "watchdog", false, false, noon, noon.AddMinutes(30), false)
        {
            Accepted = new(1, noon.AddMinutes(1), url),
        };
        ActionTaken action = new(kind.Name(), "database", "watchdog", new(noon.AddMinutes(1)), null, ActionResult.Running, "accepted");
        IncidentRecord record = new("incident-1", "database", "watchdog", IncidentOutcome.Open, "down", null, new(), isRecorded ? [action] : [], []);

        LeftAction? left = LeftActionPolicy.OfGone(permit, record, VirtualIncident.Defaults, "was terminated", noon.AddMinutes(2));

        Assert.Equal((isKnown ? url : null, noon.AddMinutes(isRecorded ? 1 : 0)), (left?.StatusUrl, left?.Since));
    }

    // A minute after the platform has accepted the restart of instance 1.
    private static async Task<VirtualIncident> RestartingAsync(Script script)
    {
        VirtualIncident first = new(script);
        await first.OpenAsync();
        await VirtualRun.UntilAsync(first.Runtime, first.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddMinutes(1), Ct);
        Assert.Equal([0], script.TimesOf("restart"));
        return first;
    }

    private static async Task NothingBeginsBeforeAsync(VirtualIncident stage, Script script, TimeSpan after, string reason, Order? order = null)
    {
        string second = await OpenSecondAsync(stage, order);
        IncidentRecord waiting = (await IncidentReader.FindAsync(stage.Client, second, Ct))!;
        Assert.Contains(reason, waiting.Refusal?.Reason, StringComparison.Ordinal);

        await VirtualRun.UntilAsync(stage.Runtime, stage.Clock, () => Task.FromResult(script.TimesOf("restart").Length > 1), VirtualIncident.Start.AddHours(1), Ct);

        Assert.InRange(script.TimesOf("restart")[1], after.TotalSeconds, after.TotalSeconds + 60);
    }

    private static async Task<string> OpenSecondAsync(VirtualIncident stage, Order? order = null)
    {
        RecoveryInput input = new(IncidentKey.ForInstance("2"), "2", order?.By ?? "alert lb-probe-down", null, "alert-b", stage.Clock.GetUtcNow(), VirtualIncident.Defaults, order);
        string second = (await IncidentStart.OpenAsync(stage.Client, input, complete: null, Ct)).Id;
        await stage.Runtime.WhenIdleAsync(Ct);
        return second;
    }

    private static async Task<IReadOnlyList<string>> GoneAsync(VirtualIncident stage) =>
        (await WatchdogReader.GatherAsync(stage.Client, Sees.Well, new WatchdogOptions(), new GuardOptions(), stage.Clock.GetUtcNow().UtcDateTime, Ct)).Gone;

    private static async Task ReleaseAsync(VirtualIncident stage)
    {
        await stage.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(ReleaseAbandonedIncidentOrchestrator.ReleaseAbandonedIncident), new PutInOrderInput(stage.IncidentId), new StartOrchestrationOptions("release"), Ct);
        await stage.Runtime.WhenIdleAsync(Ct);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await stage.Client.GetInstanceAsync("release", Ct))!.RuntimeStatus);
    }
}

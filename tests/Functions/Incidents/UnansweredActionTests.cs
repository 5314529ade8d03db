using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>An action that was sent, and of which no answer says whether the platform took it.</summary>
[Trait("Category", "fast")]
public sealed class UnansweredActionTests
{
    private static readonly StartedOperation Unanswered =
        new(StartKind.NotNow, null, TimeSpan.FromMinutes(1), "it was sent at 12:00:00 UTC, and no answer says whether Azure took it (no answer)") { MayHaveBegun = true };

    private static readonly OperationProgress Unseen = new(ActionResult.Running, null, "nothing is seen of the restart of instance 1 yet");

    private static readonly OperationProgress NotBegun =
        new(ActionResult.Failed, null, "no answer came, and nothing was seen of the restart of instance 1, so it counts as not begun") { WasNotBegun = true };

    private static readonly StartedOperation Accepted = new(StartKind.Accepted, "https://management.azure.com/operation", null, "Azure accepted the restart of instance 1");

    private static readonly OperationProgress Done = new(ActionResult.Succeeded, null, "instance 1 is Succeeded");

    [Fact]
    public async Task It_is_asked_for_once_and_is_in_the_record_when_it_is_seen_later()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Starts = [Unanswered], Polls = [Unseen, Unseen, Done] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
        ActionTaken action = Assert.Single(record.Actions);
        Assert.Equal(("restart", "1", ActionResult.Succeeded, true), (action.Kind, action.Target, action.Result, action.Accepted is not null));
    }

    [Fact]
    public async Task While_it_is_looked_for_its_permit_is_held()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well], Starts = [Unanswered], Polls = [.. Enumerable.Repeat(Unseen, 12), Done] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();

        await VirtualRun.UntilAsync(
            incident.Runtime, incident.Clock, () => Task.FromResult(script.TimesOf(nameof(InstanceActivities.PollOperation)).Length > 5), VirtualIncident.Start.AddHours(1), TestContext.Current.CancellationToken);

        Assert.Equal("1", Assert.Single((await GuardOf(incident)).Permits).Target);
        Assert.Equal(IncidentOutcome.Recovered, (await incident.EndAsync()).Outcome);
        Assert.Empty((await GuardOf(incident)).Permits);
    }

    [Fact]
    public async Task One_that_is_never_seen_counts_as_not_begun_and_is_asked_for_once_more()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Silent, Sees.Silent, Sees.Well], Starts = [Unanswered, Accepted], Polls = [Unseen, NotBegun, Done] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 2), (record.Outcome, script.RestartsAskedFor));
        Assert.Equal(
            [(ActionResult.Failed, false), (ActionResult.Succeeded, true)],
            record.Actions.Select(action => (action.Result, action.Accepted is not null)));
        Assert.Equal(NotBegun.Detail, record.Actions[0].Detail);
    }

    [Fact]
    public async Task An_order_that_was_never_seen_stays_and_is_carried_out()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Silent, Sees.Well], Starts = [Unanswered, Accepted], Polls = [NotBegun, Done] };

        IncidentRecord record = await VirtualIncident.RunAsync(script, order: new(RepairAction.Restart, "operator anna", "the alarm", false));

        Assert.Equal((IncidentOutcome.Recovered, 2), (record.Outcome, script.RestartsAskedFor));
        Assert.All(record.Actions, action => Assert.Equal("operator anna", action.AskedBy));
    }

    private static async Task<GuardState> GuardOf(VirtualIncident incident) =>
        (await incident.Client.Entities.GetEntityAsync<GuardState>(GuardEntity.Id, cancellation: TestContext.Current.CancellationToken))!.State;
}

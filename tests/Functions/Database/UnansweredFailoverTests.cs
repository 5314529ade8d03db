using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Database;

/// <summary>A failover that was sent, and of which no answer says whether the platform took it.</summary>
[Trait("Category", "fast")]
public sealed class UnansweredFailoverTests
{
    private const string Failover = "failover from zone 1";

    private static readonly StartedOperation Unanswered = new(StartKind.NotNow, null, TimeSpan.FromMinutes(1), "it was sent already") { MayHaveBegun = true };

    private static readonly OperationProgress Unseen = new(ActionResult.Running, null, "nothing is seen of the failover of the database yet");

    private static readonly OperationProgress Runs = new(ActionResult.Running, null, "the server is Updating, its primary in zone 1");

    private static readonly OperationProgress Moved = new(ActionResult.Succeeded, null, "the server is Ready, its primary in zone 2");

    private static readonly OperationProgress NotBegun =
        new(ActionResult.Failed, null, "no answer came, and nothing was seen of the failover of the database, so it counts as not begun") { WasNotBegun = true };

    [Fact]
    public async Task A_failover_that_nobody_answered_for_is_followed_and_is_in_the_record()
    {
        DatabaseScript script = new() { Starts = [Unanswered], Polls = [Unseen, Runs, Moved] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        DateTimeOffset sent = DatabaseSample.At.AddSeconds(20);
        Assert.Equal([Failover, "write"], script.Acts);
        Assert.Equal(
            [new ActionTaken("failover", "database", "alert mysql-resource-health", sent, sent.AddSeconds(15), ActionResult.Succeeded, Moved.Detail)],
            record.Actions);
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Fact]
    public async Task An_order_that_nobody_answered_for_is_carried_out_once()
    {
        DatabaseScript script = new()
        {
            Starts = [Unanswered],
            Polls = [Unseen, Moved],
            Looks = [DatabaseSample.Down, DatabaseSample.Moved, DatabaseSample.Redundant],
        };

        IncidentRecord record = await VirtualDatabase.RunAsync(script, new(FailoverMode.Force, "operator anna", "the alarm"));

        Assert.Equal(["failover by force from zone 1", "write"], script.Acts);
        ActionTaken action = Assert.Single(record.Actions);
        Assert.Equal((IncidentOutcome.Recovered, "operator anna", ActionResult.Succeeded), (record.Outcome, action.AskedBy, action.Result));
    }

    [Fact]
    public async Task A_failover_that_nobody_answered_for_and_that_has_not_come_is_asked_for_anew()
    {
        DatabaseScript script = new()
        {
            Starts = [Unanswered, DatabaseScript.Accepted],
            Polls = [Unseen, NotBegun, DatabaseScript.Done],
            Looks = [.. Enumerable.Repeat(DatabaseSample.Down, 6), DatabaseSample.Moved, DatabaseSample.Redundant],
        };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        // Not the restart of a server whose failover has failed.
        Assert.Equal([Failover, Failover, "write"], script.Acts);
        Assert.Equal(
            [(ActionResult.Failed, false), (ActionResult.Succeeded, true)],
            record.Actions.Select(action => (action.Result, action.Accepted is not null)));
        Assert.Equal((IncidentOutcome.Recovered, NotBegun.Detail), (record.Outcome, record.Actions[0].Detail));
    }
}

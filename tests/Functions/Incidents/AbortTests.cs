using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Database;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>A person who ends an incident is answered in that moment, whatever the incident waits for.</summary>
[Trait("Category", "fast")]
public sealed class AbortTests
{
    private static readonly OperationProgress Runs = new(ActionResult.Running, null, "the platform says InProgress");
    private static readonly OperationProgress Done = new(ActionResult.Succeeded, null, "Azure says Succeeded");
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(110);
    private static readonly Abort ByAnna = new("operator anna", "known");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Script ScriptOf(string wait) => wait switch
    {
        "an operation" => new() { Polls = [Runs] },
        "an operation that the platform wants to be left alone" => new() { Polls = [Runs with { RetryAfter = Long }] },
        "a verification" or "a replacement" => new() { Polls = [Done] },
        "a verification that the platform wants to be left alone" => new() { Polls = [Done], Looks = [Sees.Silent with { RetryAfter = Long }] },
        "an addition" => new() { Polls = [Runs] },
        "automatic repairs" => new() { PlatformRepairs = true, RepairsStay = true },
        "evidence" => new() { EvidenceTakes = Long },
        "a look" => new() { LookTakes = Long },
        "a throttled start" => new() { Starts = [new(StartKind.NotNow, null, Long, "the platform asks to slow down (429)")] },
        _ => throw new ArgumentOutOfRangeException(nameof(wait), wait, "A wait without a script."),
    };

    private static Order? OrderOf(string wait) => wait switch
    {
        "a replacement" or "an addition" => new(RepairAction.Replace, "operator ben", "a test", IsForced: false),
        "evidence" => new(RepairAction.Reimage, "operator ben", "a test", IsForced: false),
        _ => null,
    };

    [Theory]
    [InlineData("an operation", 60, 1)]
    [InlineData("an operation that the platform wants to be left alone", 60, 1)]
    [InlineData("a verification", 60, 1)]
    [InlineData("a verification that the platform wants to be left alone", 60, 1)]
    [InlineData("an addition", 60, 1)]
    [InlineData("a replacement", 60, 1)]
    [InlineData("automatic repairs", 60, 0)]
    [InlineData("evidence", 60, 0)]
    [InlineData("a look", 60, 0)]
    [InlineData("a throttled start", 60, 0)]
    public async Task An_incident_of_an_instance_ends_at_once_whatever_it_waits_for(string wait, int after, int accepted)
    {
        Script script = ScriptOf(wait);
        await using VirtualIncident incident = new(script, order: OrderOf(wait));
        await incident.OpenAsync();
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddSeconds(after), Ct);
        int asked = script.RestartsAskedFor;
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, ByAnna, Ct);

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, VirtualIncident.Start.AddSeconds(after)), (record.Outcome, record.Timeline.Closed));
        Assert.StartsWith("Incident ended by operator anna (known)", record.Reason, StringComparison.Ordinal);
        Assert.Equal((accepted, asked), (record.Actions.Count(action => action.Accepted is not null), script.RestartsAskedFor));
        await HoldsWhatRunsAsync(incident.Client, record);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_incident_of_which_nobody_knows_whether_it_helped_does_not_count_for_the_breaker(bool isEnded)
    {
        // It is ended by a person, or the instance can be seen no more once it was restarted.
        Script script = isEnded ? ScriptOf("a verification") : new() { Polls = [Done], Looks = [Sees.Silent, Sees.Nothing] };
        await using VirtualIncident incident = new(script);
        await incident.OpenAsync();
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddSeconds(60), Ct);
        if (isEnded)
        {
            await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, ByAnna, Ct);
        }

        IncidentRecord record = await incident.EndAsync();

        GuardState guard = (await incident.Client.Entities.GetEntityAsync<GuardState>(GuardEntity.Id, Ct))!.State;
        Assert.Equal((isEnded ? IncidentOutcome.Refused : IncidentOutcome.Escalated, 1), (record.Outcome, record.Actions.Count));
        Assert.Empty(guard.Breaker.Failures);
        Assert.Single(guard.CoolDowns);
    }

    [Theory]
    [InlineData("a failover", 60)]
    [InlineData("writes", 60)]
    [InlineData("stale connections", 300)]
    public async Task An_incident_of_the_database_ends_at_once_whatever_it_waits_for(string wait, int after)
    {
        DatabaseScript script = wait switch
        {
            "a failover" => new() { Looks = [DatabaseSample.Down], Polls = [Runs with { RetryAfter = Long }] },
            "writes" => new() { Looks = [DatabaseSample.Down], Writes = [CheckResult.Bad("instance 1: it adds no note (503)")] },
            _ => new() { Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Of("ooor", zone: "2")] },
        };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync();
        await VirtualRun.UntilAsync(database.Runtime, database.Clock, () => Task.FromResult(false), DatabaseSample.At.AddSeconds(after), Ct);
        string[] before = script.Acts;
        await database.Runtime.Client.RaiseEventAsync(database.IncidentId, IncidentEvents.Abort, ByAnna, Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, DatabaseSample.At.AddSeconds(after)), (record.Outcome, record.Timeline.Closed));
        Assert.StartsWith("Incident ended by operator anna (known)", record.Reason, StringComparison.Ordinal);
        Assert.Equal(before, script.Acts);
        await HoldsWhatRunsAsync(database.Runtime.Client, record);
    }

    // What the platform still does counts; everything else is given back.
    private static async Task HoldsWhatRunsAsync(DurableTaskClient client, IncidentRecord record)
    {
        IReadOnlyList<Permit> permits = (await GuardReader.ReadAsync(client, Ct)).Permits;
        ActionTaken[] running = [.. record.Actions.Where(action => action.Result == ActionResult.Running)];

        Assert.Equal(running.Select(action => (action.Repair, action.Target, true)), permits.Select(permit => (permit.Action, permit.Target, permit.Left is not null)));
    }

    [Fact]
    public async Task What_the_platform_has_accepted_is_said_to_be_still_running()
    {
        await using VirtualIncident incident = new(new Script { Polls = [Runs] });
        await incident.OpenAsync();
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddSeconds(60), Ct);
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, ByAnna, Ct);

        IncidentRecord record = await incident.EndAsync();

        ActionTaken action = record.Actions.Single();
        Assert.Equal((ActionResult.Running, VirtualIncident.Start, null), (action.Result, action.Accepted, action.Done));
        Assert.Equal("Azure accepted the restart of instance 1; it is still running at the platform, and nobody waits for it: a person ended the incident", action.Detail);
        Assert.Equal("Incident ended by operator anna (known); the restart is still running at the platform", record.Reason);
        Assert.Contains(record.Steps, step => step.Text == action.Detail);
    }

    [Theory]
    [InlineData("a throttled start", true)]
    [InlineData("evidence", true)]
    [InlineData("an addition", false)]
    [InlineData("a verification", false)]
    public async Task An_order_is_said_to_be_not_done_unless_the_platform_has_taken_the_action(string wait, bool isDropped)
    {
        Order order = OrderOf(wait) ?? new(RepairAction.Restart, "operator ben", "a test", IsForced: false);
        await using VirtualIncident incident = new(ScriptOf(wait), order: order);
        await incident.OpenAsync();
        await VirtualRun.UntilAsync(incident.Runtime, incident.Clock, () => Task.FromResult(false), VirtualIncident.Start.AddSeconds(60), Ct);
        await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, ByAnna, Ct);

        IncidentRecord record = await incident.EndAsync();

        string[] notDone = [.. record.Steps.Select(step => step.Text).Where(text => text.Contains("is not done", StringComparison.Ordinal))];
        string verb = order.Rung == RepairAction.Restart ? "Restart" : "Reimage";
        Assert.Equal(isDropped ? [$"{verb} ordered by operator ben is not done: the incident ended first"] : [], notDone);
    }
}

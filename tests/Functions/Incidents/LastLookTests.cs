using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Database;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>Whatever waits until a deadline looks once more at the deadline, and not after it.</summary>
[Trait("Category", "fast")]
public sealed class LastLookTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(64);
    private static readonly OperationProgress Runs = new(ActionResult.Running, null, "the platform says InProgress");

    private static IncidentSettings With(RecoveryOptions recovery) => VirtualIncident.Defaults with { Recovery = recovery };

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    [InlineData(7_000)]
    public async Task An_operation(int? retryAfter)
    {
        Script script = new() { Polls = [Runs with { RetryAfter = Seconds(retryAfter) }] };

        await VirtualIncident.RunAsync(script, With(new() { RestartDeadline = Deadline, AttemptsPerRung = 1 }));

        // The first poll of the next rung comes 5 s after it was asked for.
        double next = script.TimesOf("reimage")[0] + 5;
        Assert.Equal(64, script.TimesOf(nameof(InstanceActivities.PollOperation)).Last(at => at < next));
    }

    [Fact]
    public async Task An_operation_that_is_asked_about_by_a_host_whose_clock_is_an_hour_ahead()
    {
        Script script = new() { Polls = [Runs] };
        await using VirtualIncident incident = new(script, With(new() { RestartDeadline = TimeSpan.FromMinutes(6) }));
        script.Clock = new AnHourAhead(incident.Clock);
        await incident.OpenAsync();

        await incident.EndAsync();

        double[] asked = [.. script.TimesOf(nameof(InstanceActivities.PollOperation)).Select(at => at - 3600)];
        Assert.Equal([5, 125, 245, 360], asked[..4]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    [InlineData(7_000)]
    public async Task A_verification(int? retryAfter)
    {
        Script script = new() { Looks = [Sees.Silent with { RetryAfter = Seconds(retryAfter) }] };

        await VirtualIncident.RunAsync(script, With(new() { RestoreDeadline = Deadline, VerifyInterval = TimeSpan.FromSeconds(10) }));

        // The restart is asked for at once, and done at the first poll after 5 s. A look at 69 s, and the decision to reimage by one more.
        double done = script.TimesOf(nameof(InstanceActivities.PollOperation))[0];
        Assert.Contains(done + 64, script.TimesOf(nameof(ObservationActivities.Observe)));
        Assert.Equal(done + 64, script.TimesOf("reimage")[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    [InlineData(7_000)]
    public async Task A_replacement_that_waits_for_its_newcomer(int? retryAfter)
    {
        Script script = new() { Looks = [Sees.Silent with { RetryAfter = Seconds(retryAfter) }] };
        Order order = new(RepairAction.Replace, "operator anna", "a test", IsForced: false);

        IncidentRecord record = await VirtualIncident.RunAsync(
            script, With(new() { ReplaceDeadline = Deadline, RestoreDeadline = TimeSpan.FromSeconds(1), RestartDeadline = TimeSpan.FromSeconds(1) }), order);

        Assert.Equal(VirtualIncident.Start + Deadline, record.Actions.Single().Done);
        Assert.Contains(64, script.TimesOf(nameof(ObservationActivities.Observe)));
    }

    [Fact]
    public async Task A_suspension_of_the_automatic_repairs()
    {
        Script script = new() { PlatformRepairs = true, RepairsStay = true };

        await VirtualIncident.RunAsync(script, With(new() { RestartDeadline = Deadline, YieldDeadline = TimeSpan.FromSeconds(1) }));

        Assert.Equal(64, script.TimesOf(nameof(AutoRepairActivities.SuspendRepairs))[^1]);
    }

    [Fact]
    public async Task A_failover_and_the_writes_after_it()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down], Writes = [CheckResult.Bad("instance 1: it adds no note (503)")] };
        IncidentSettings settings = VirtualIncident.Defaults with { Database = new() { VerifyDeadline = Deadline, PollInterval = TimeSpan.FromSeconds(5) } };

        await VirtualDatabase.RunAsync(script, settings: settings);

        double done = script.TimesOf("poll")[0];
        Assert.Equal(done + 64, script.TimesOf("write")[^1]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    [InlineData(7_000)]
    public async Task A_restart_for_stale_connections(int? retryAfter)
    {
        DatabaseObservation stale = DatabaseSample.Of("ooor", zone: "2") with { RetryAfter = Seconds(retryAfter) };
        DatabaseScript script = new() { Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, stale] };
        IncidentSettings settings = With(new() { RestoreDeadline = Deadline });

        IncidentRecord record = await VirtualDatabase.RunAsync(script, settings: settings);

        Assert.Equal("Person needed: instance 4 still cannot write to the database after a restart. Restart each web server that cannot write, one after the other. See docs/failure-modes.md#staleconnections.", record.Reason);
        Assert.Equal(record.Actions[^1].Done + Deadline, record.Timeline.Closed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    [InlineData(7_000)]
    public async Task An_incident_without_a_remedy(int? retryAfter)
    {
        TierObservation unseen = Sees.Nothing with { RetryAfter = Seconds(retryAfter) };

        IncidentRecord record = await VirtualIncident.RunAsync(new Script { Looks = [unseen] }, With(new() { DecisionDeadline = Deadline }));

        Assert.Equal((IncidentOutcome.Escalated, VirtualIncident.Start + Deadline), (record.Outcome, record.Timeline.Closed));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(50)]
    [InlineData(7_000)]
    public async Task An_incident_of_the_database_without_a_remedy(int? retryAfter)
    {
        DatabaseObservation unseen = DatabaseSample.Of("???", probe: 'e') with { RetryAfter = Seconds(retryAfter) };

        IncidentRecord record = await VirtualDatabase.RunAsync(new DatabaseScript { Looks = [unseen] }, settings: With(new() { DecisionDeadline = Deadline }));

        Assert.Equal((IncidentOutcome.Escalated, DatabaseSample.At + Deadline), (record.Outcome, record.Timeline.Closed));
    }

    [Fact]
    public async Task An_action_that_the_platform_cannot_take()
    {
        Script script = new() { Starts = [new(StartKind.NotNow, null, TimeSpan.FromSeconds(50), "the platform asks to slow down (429)")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script, With(new() { RestartDeadline = Deadline }));

        Assert.Equal([0, 50, 64], script.TimesOf("restart"));
        Assert.Equal((IncidentOutcome.Escalated, VirtualIncident.Start + Deadline), (record.Outcome, record.Timeline.Closed));
    }

    [Fact]
    public async Task A_refusal_of_the_guard()
    {
        GuardOptions guard = new() { RefusalDeadline = Deadline };
        RecoveryOptions recovery = new() { CheckInterval = TimeSpan.FromSeconds(40) };
        await using VirtualIncident incident = new(new Script(), VirtualIncident.Defaults with { Guard = guard, Recovery = recovery });
        await incident.StartAsync();
        PauseRequest pause = new("p1", "a release", "anna", null, VirtualIncident.Start.UtcDateTime);
        await incident.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Pause), pause, null, TestContext.Current.CancellationToken);
        await incident.OpenAgainAsync();

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Refused, VirtualIncident.Start + Deadline), (record.Outcome, record.Timeline.Closed));
    }

    [Fact]
    public async Task A_mode_that_only_observes()
    {
        RecoveryOptions recovery = new() { CheckInterval = TimeSpan.FromSeconds(40), DecisionDeadline = Deadline };

        IncidentRecord record = await VirtualIncident.RunAsync(new Script(), VirtualIncident.Defaults with { Recovery = recovery, Modes = new() { Restart = Mode.Observe } });

        Assert.Equal((IncidentOutcome.Refused, VirtualIncident.Start + Deadline), (record.Outcome, record.Timeline.Closed));
    }

    [Fact]
    public async Task Instances_that_are_left_to_the_platforms_own_repairs()
    {
        RecoveryOptions recovery = new() { CheckInterval = TimeSpan.FromSeconds(40), YieldDeadline = Deadline, PlatformRepairs = PlatformRepairs.StandDown };

        IncidentRecord record = await VirtualIncident.RunAsync(new Script { PlatformRepairs = true }, With(recovery));

        Assert.Equal((IncidentOutcome.Escalated, VirtualIncident.Start + Deadline), (record.Outcome, record.Timeline.Closed));
    }

    private sealed class AnHourAhead(TimeProvider clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow().AddHours(1);

        public override long GetTimestamp() => clock.GetTimestamp();

        public override long TimestampFrequency => clock.TimestampFrequency;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;
}

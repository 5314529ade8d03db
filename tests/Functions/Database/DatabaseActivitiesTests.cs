using Steadfast.Functions.Actions;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseActivitiesTests
{
    private GuardClient Guard { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static DatabaseActivities.FailoverInput Asked(bool isForced = false, FailoverWay way = FailoverWay.Failover) => new(way, "1", isForced, Now, GuardClient.Held("database"));

    private static async Task<DatabaseObservation> ObserveAsync(DatabaseStage stage) => (await stage.Activities.ObserveDatabase(new("a test", Now), Ct)).Single();

    private static Task<OperationProgress> EndAsync(DatabaseStage stage, string? url) => Eventually.Is(
        () => stage.Activities.PollFailover(new(url), Ct), progress => progress.Result != ActionResult.Running, "the operation ends");

    [Fact]
    public async Task Everything_that_tells_of_the_database_is_seen()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();

        DatabaseObservation seen = await Eventually.Is(() => ObserveAsync(stage), look => look.Standby.Replication?.Sql is not null, "the metrics are there");

        Assert.Equal((3, 3, null), (seen.WebTier.Total, seen.WebTier.Ok, seen.WebTier.Problem));
        Assert.Equal(CheckResult.Good("answers as 8.4.2"), seen.Probe);
        Assert.Equal(new PlatformView(new("Ready", "ZoneRedundant", "Healthy", "1", "2"), null), seen.Platform);
        Assert.Equal((true, true, 0d), (seen.Standby.Replication!.Io!.IsRunning, seen.Standby.Replication.Sql!.IsRunning, seen.Standby.Replication.LagSeconds));
        Assert.Equal(FailureKind.Healthy, DatabaseDiagnosisPolicy.Diagnose(seen).Kind);
    }

    [Fact]
    public async Task A_dead_primary_is_seen_by_all_and_its_standby_stopped_for_no_other_reason()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        stage.Pair.Die();

        DatabaseObservation seen = await Eventually.Is(() => ObserveAsync(stage), look => look.Standby.Replication?.Io is { IsRunning: false }, "the metrics tell");

        Assert.Equal(FailureKind.DatabaseUnavailable, DatabaseDiagnosisPolicy.Diagnose(seen).Kind);
        Assert.Null(StandbyPolicy.Objection(seen, FailureKind.DatabaseUnavailable, seen.At, new DatabaseOptions()));
    }

    [Theory]
    [InlineData("readOnly", """{"written":true}""", WriteOutcome.Written, FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("readOnly", """{"written":false,"error":"readOnly"}""", WriteOutcome.Refused, FailureKind.DatabaseReadOnly)]
    [InlineData("readOnly", """{"written":false,"error":"timeout"}""", WriteOutcome.Failed, FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("readOnly", "<html>", WriteOutcome.Failed, FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("readOnly", """{"written":false,"error":"\ud800"}""", WriteOutcome.Failed, FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("unreachable", """{"written":true}""", null, FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("ok", """{"written":true}""", null, FailureKind.Healthy)]
    public async Task What_the_web_servers_say_of_writes_is_tried_with_one_write_a_look(string state, string report, WriteOutcome? outcome, FailureKind expected)
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        foreach (MemoryMachine machine in stage.Plane.Machines.Values)
        {
            DatabaseStage.Tell(machine, state);
            machine.Answers["/status/write"] = report;
        }

        DatabaseObservation[] looks = [await ObserveAsync(stage), await ObserveAsync(stage), await ObserveAsync(stage)];

        Assert.All(looks, look => Assert.Equal((outcome, expected), (look.Trial?.Outcome, DatabaseDiagnosisPolicy.Diagnose(look).Kind)));
        // One a look, through another web server each time.
        int[] writes = [.. stage.Plane.Machines.Values.Select(machine => machine.Requests.Count(request => request == "POST /status/write"))];
        Assert.Equal(outcome is null ? [0, 0, 0] : [1, 1, 1], writes);
    }

    [Fact]
    public async Task A_report_without_an_end_is_not_read_to_its_end()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        foreach (MemoryMachine machine in stage.Plane.Machines.Values)
        {
            DatabaseStage.Tell(machine, "readOnly");
            machine.Answers["/status/write"] = new string(' ', 10_000_000) + """{"written":true}""";
        }

        Assert.Equal(WriteOutcome.Failed, (await ObserveAsync(stage)).Trial?.Outcome);
    }

    [Fact]
    public async Task A_control_plane_that_does_not_answer_leaves_the_other_observers()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        await ObserveAsync(stage);
        stage.Plane.Azure.Faults.Throttle(requests: 10, TimeSpan.FromSeconds(7));

        DatabaseObservation seen = await ObserveAsync(stage);

        Assert.Equal((3, Verdict.Good, null, TimeSpan.FromSeconds(7)), (seen.WebTier.Ok, seen.Probe.Verdict, seen.Platform.Server, seen.RetryAfter));
        Assert.Equal("the database server could not be read (429 TooManyRequests)", seen.Platform.Problem);
    }

    [Fact]
    public async Task A_failover_is_started_followed_and_not_repeated()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        stage.Pair.Die();
        DatabaseActivities.FailoverInput asked = Asked();

        StartedOperation first = await stage.Activities.StartFailover(asked, Guard, Ct);
        OperationProgress end = await EndAsync(stage, first.StatusUrl);
        StartedOperation second = await stage.Activities.StartFailover(asked, Guard, Ct);

        Assert.Equal((StartKind.Accepted, ActionResult.Succeeded, StartKind.AlreadyDone), (first.Kind, end.Result, second.Kind));
        Assert.Equal((1, "2"), (stage.Pair.Failovers, stage.Server.State.PrimaryZone));
    }

    [Fact]
    public async Task One_that_an_earlier_delivery_has_asked_for_is_not_asked_for_again_though_the_server_does_not_show_it()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        DatabaseActivities.FailoverInput asked = Asked();
        Guard.Accept("database", 1, "https://management.azure.com/its-progress");

        // However old the decision has grown.
        StartedOperation second = await stage.Activities.StartFailover(
            asked with { AskedAt = asked.AskedAt.AddHours(-1), Permit = asked.Permit with { RequestNumber = 1 } }, Guard, Ct);

        Assert.Equal((StartKind.Attached, "https://management.azure.com/its-progress"), (second.Kind, second.StatusUrl));
        Assert.Equal((0, 0), (stage.Pair.Failovers, stage.FailoversAccepted));
    }

    [Fact]
    public async Task One_that_is_under_way_is_attached_to()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        stage.Plane.Azure.Faults.StickNextOperation(OperationKind.Failover);
        stage.Plane.Azure.DatabaseActions!.Failover();

        StartedOperation started = await stage.Activities.StartFailover(Asked(), Guard, Ct);
        StartedOperation forced = await stage.Activities.StartFailover(Asked(isForced: true), Guard, Ct);
        OperationProgress meanwhile = await stage.Activities.PollFailover(new(started.StatusUrl), Ct);
        stage.Plane.Azure.Faults.ReleaseStuckOperations();
        OperationProgress end = await EndAsync(stage, started.StatusUrl);

        Assert.Equal((StartKind.Attached, StartKind.NotNow, ActionResult.Running, ActionResult.Succeeded), (started.Kind, forced.Kind, meanwhile.Result, end.Result));
        Assert.Equal(1, stage.Pair.Failovers);
    }

    [Fact]
    public async Task A_restart_with_failover_is_the_other_way()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();

        StartedOperation started = await stage.Activities.StartFailover(Asked(way: FailoverWay.Restart), Guard, Ct);

        Assert.Equal(ActionResult.Succeeded, (await EndAsync(stage, started.StatusUrl)).Result);
        Assert.Equal((1, 0), (stage.Pair.Failovers, stage.FailoversAccepted));
    }

    [Fact]
    public async Task A_failover_that_fails_says_so()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        stage.Plane.Azure.Faults.FailNextOperation(kind: OperationKind.Failover);

        StartedOperation started = await stage.Activities.StartFailover(Asked(), Guard, Ct);

        Assert.Equal(ActionResult.Failed, (await EndAsync(stage, started.StatusUrl)).Result);
    }

    [Fact]
    public async Task Throttling_is_handed_up_with_its_pause()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        stage.Plane.Azure.Faults.Throttle(requests: 1, TimeSpan.FromSeconds(7));

        Assert.Equal(
            new StartedOperation(StartKind.NotNow, null, TimeSpan.FromSeconds(7), "the platform asks to slow down (429)"), await stage.Activities.StartFailover(Asked(), Guard, Ct));
    }

    [Fact]
    public async Task A_maintenance_is_waited_for_and_forced_over()
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        stage.Server.Maintenances = [new("m1", now, now.AddHours(1)) { State = "Processing" }];

        StartedOperation asked = await stage.Activities.StartFailover(Asked(), Guard, Ct);
        StartedOperation forced = await stage.Activities.StartFailover(Asked(isForced: true), Guard, Ct);

        Assert.Equal((StartKind.NotNow, StartKind.Accepted), (asked.Kind, forced.Kind));
    }

    [Theory]
    [InlineData("ok", "ok", Verdict.Good)]
    [InlineData("unreachable", "ok", Verdict.Good)]
    [InlineData("unreachable", "unreachable", Verdict.Bad)]
    public async Task One_web_server_that_writes_is_enough(string first, string others, Verdict expected)
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        foreach ((string id, MemoryMachine machine) in stage.Plane.Machines)
        {
            DatabaseStage.Tell(machine, id == "1" ? first : others);
        }

        Assert.Equal(expected, (await stage.Plane.Get<WriteActivities>().VerifyWrite(new("an incident", 0), Ct)).Verdict);
    }
}

using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "exhaustive")]
public sealed class ReplaceOperationTests
{
    private static readonly RecoveryOptions Impatient = new()
    {
        ReplaceDeadline = TimeSpan.FromMinutes(2),
        RestoreDeadline = TimeSpan.FromMinutes(1),
        RestartDeadline = TimeSpan.FromMinutes(1),
    };

    private static (ActionResult Result, string? Replacement, string Detail) What(ReplaceRun run) =>
        (run.Action.Result, run.Action.Replacement, run.Action.Detail);

    [Fact]
    public async Task One_is_added_serves_and_only_then_the_old_one_is_deleted()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal((ActionResult.Succeeded, "4", "instance 4 serves in place of instance 1, which is deleted"), What(run));
        Assert.Equal(("replace", "1", "a test"), (run.Action.Kind, run.Action.Target, run.Action.AskedBy));
        Assert.True(run.Action.Done - run.Action.Accepted >= new RecoveryOptions().StayHealthy, $"{run.Action}");
        Assert.Equal(["PATCH /web", "DELETE /1"], stage.Changes);
        Assert.Equal((3, "2 3 4"), (stage.Capacity, string.Join(' ', stage.Ids)));
    }

    [Fact]
    public async Task Without_room_nothing_is_deleted_and_the_capacity_is_as_before()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Faults.AllocationRefused = true;

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal(
            (ActionResult.Failed, null, "none could be added: the platform says Failed (AllocationFailed); instance 1 is kept"), What(run));
        Assert.Equal(["PATCH /web"], stage.Changes);
        Assert.Equal((3, "1 2 3"), (stage.Capacity, string.Join(' ', stage.Ids)));
    }

    [Fact]
    public async Task One_that_does_not_serve_is_taken_away_again_and_the_old_one_stays()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.NewcomersServe = false;

        ReplaceRun run = await stage.RunAsync(Impatient);

        Assert.Equal(ActionResult.Failed, run.Action.Result);
        Assert.StartsWith("instance 4 was added and does not serve (", run.Action.Detail, StringComparison.Ordinal);
        Assert.EndsWith("; instance 4 was taken away again; instance 1 is kept", run.Action.Detail, StringComparison.Ordinal);
        Assert.Equal(["PATCH /web", "DELETE /4"], stage.Changes);
        Assert.Equal((3, "1 2 3"), (stage.Capacity, string.Join(' ', stage.Ids)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_added_in_vain_stays_during_a_pause_and_goes_when_it_is_over(bool isResumed)
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.NewcomersServe = false;
        DateTime began = stage.Now;
        string[] before = [];

        ReplaceRun run = await stage.RunAsync(Impatient, async client =>
        {
            if (stage.Ids.Contains("4") && stage.Now - began < TimeSpan.FromMinutes(1))
            {
                await client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Pause), new PauseRequest("a", "a test", "anna", null, stage.Now));
            }

            // It is given two minutes to serve, and two more to be taken away.
            if (isResumed && stage.Now - began > TimeSpan.FromMinutes(3) && before.Length == 0)
            {
                before = stage.Changes;
                await client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Resume), new ResumeRequest("b", "anna", false, stage.Now));
            }
        });

        string became = isResumed ? "was taken away again" : "could not be taken away: Automation paused by anna (a test) until a person resumes it";
        Assert.EndsWith($"; instance 4 {became}; instance 1 is kept", run.Action.Detail, StringComparison.Ordinal);
        Assert.Equal(isResumed ? ["PATCH /web"] : [], before);
        Assert.Equal(isResumed ? ["PATCH /web", "DELETE /4"] : ["PATCH /web"], stage.Changes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_old_one_that_serves_again_stays_while_too_few_others_serve(bool othersComeBack)
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        DateTime began = stage.Now;
        string[] before = [];

        ReplaceRun run = await stage.RunAsync(Impatient, _ =>
        {
            if (!stage.Plane.Machines["1"].Serves)
            {
                stage.Plane.Machines["1"].Serve();
                stage.Plane.Machines["2"].Die();
                stage.Plane.Machines["3"].Die();
            }

            if (othersComeBack && stage.Now - began > TimeSpan.FromSeconds(85) && before.Length == 0)
            {
                before = stage.Changes;
                stage.Plane.Machines["2"].Serve();
            }

            return Task.CompletedTask;
        });

        string stays = "instance 1 may serve; without it only 1 of 3 instances would serve, and at least 2 must";
        Assert.Contains($"Instance 1 is not deleted yet: {stays}", run.Told);
        Assert.Equal(
            othersComeBack
                ? (ActionResult.Succeeded, "4", "instance 4 serves in place of instance 1, which is deleted")
                : (ActionResult.Failed, null, $"instance 4 serves, and instance 1 was not deleted: {stays}"),
            What(run));
        Assert.Equal(othersComeBack ? ["PATCH /web"] : [], before);
        Assert.Equal(othersComeBack ? ["PATCH /web", "DELETE /1"] : ["PATCH /web"], stage.Changes);
    }

    [Fact]
    public async Task A_delete_that_fails_is_asked_for_once_more()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Faults.FailNextOperation(kind: OperationKind.Delete);

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal((ActionResult.Succeeded, "4", "instance 4 serves in place of instance 1, which is deleted"), What(run));
        Assert.Equal(["PATCH /web", "DELETE /1", "DELETE /1"], stage.Changes);
    }

    [Fact]
    public async Task A_delete_that_goes_on_failing_is_told_and_the_new_one_stays()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Faults.FailNextOperation(kind: OperationKind.Delete, times: 2);

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal(
            (ActionResult.Failed, null, "instance 4 serves, but instance 1 was not deleted: the platform says Failed (InternalExecutionError)"), What(run));
        Assert.Equal((4, "1 2 3 4"), (stage.Capacity, string.Join(' ', stage.Ids)));
    }

    [Fact]
    public async Task An_addition_that_never_ends_is_given_up_and_nothing_is_deleted()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Faults.StickNextOperation(OperationKind.Capacity);

        ReplaceRun run = await stage.RunAsync(Impatient with { ReplaceDeadline = TimeSpan.FromSeconds(1) });

        Assert.Equal((ActionResult.Failed, null,
            "none could be added: not done within 1 s; instance 1 is kept; "
            + "its capacity is 4, although there are 3 instances and 3 are right"), What(run));
        Assert.Equal(["PATCH /web"], stage.Changes);
    }

    [Fact]
    public async Task An_instance_that_is_gone_is_not_replaced()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Actions.Delete(stage.Plane.Azure.ScaleSet.Find("1")!);
        await Tests.Stage.Eventually.Is(() => Task.FromResult(stage.Ids), ids => ids is ["2", "3"], "instance 1 is gone");

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal((ActionResult.Skipped, null, "instance 1 is not there any more"), What(run));
        Assert.Empty(stage.Changes);
    }

    [Fact]
    public async Task While_a_rolling_upgrade_runs_nothing_is_begun_and_it_is_decided_on_anew()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Upgrades.Start(held: true);

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal(ActionResult.Held, run.Action.Result);
        Assert.StartsWith("another operation is in the way (409", run.Action.Detail, StringComparison.Ordinal);
        Assert.Empty(stage.Changes);
    }

    [Fact]
    public async Task A_view_that_lags_adds_no_second_and_deletes_nobody_else()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Faults.ViewLag = TimeSpan.FromSeconds(25);

        ReplaceRun run = await stage.RunAsync();

        Assert.Equal((ActionResult.Succeeded, "4"), (run.Action.Result, run.Action.Replacement));
        Assert.Equal(["PATCH /web", "DELETE /1"], stage.Changes);
        Assert.Equal((3, "2 3 4"), (stage.Capacity, string.Join(' ', stage.Ids)));
    }

    [Fact]
    public async Task Whatever_the_moment_of_a_crash_one_is_added_and_one_is_deleted()
    {
        int at = 0;
        while (await CrashAsync(new CrashPoint(at, CrashMoment.Before)) && await CrashAsync(new CrashPoint(at, CrashMoment.After)))
        {
            at++;
        }

        Assert.True(at > 40, $"a replacement writes more than {at} events");
    }

    private static async Task<bool> CrashAsync(CrashPoint crash)
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        (ReplaceRun run, bool crashed) = await stage.RunWithCrashAsync(crash);
        Assert.True(
            run.Action is { Result: ActionResult.Succeeded, Replacement: "4" } && stage.Changes is ["PATCH /web", "DELETE /1"] && stage is { Capacity: 3, Ids: ["2", "3", "4"] },
            $"{crash}: {run.Action}; {string.Join(", ", stage.Changes)}; {stage.Capacity} {string.Join(' ', stage.Ids)}");
        return crashed;
    }
}

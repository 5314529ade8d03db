using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>Others, such as autoscale, add and take away instances while one is replaced.</summary>
[Trait("Category", "exhaustive")]
public sealed class ReplaceAmongOthersTests
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(1);

    private static (ActionResult Result, string? Replacement, string Detail) What(ReplaceRun run) =>
        (run.Action.Result, run.Action.Replacement, run.Action.Detail);

    [Fact]
    public async Task One_that_somebody_else_deletes_meanwhile_is_replaced_all_the_same()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();

        ReplaceRun run = await stage.RunAsync(atRest: _ =>
        {
            if (stage.Plane.Azure.ScaleSet.Find("4") is not null && stage.Plane.Azure.ScaleSet.Find("1") is { State.RunningOperation: null } old)
            {
                stage.Plane.Azure.Actions.Delete(old);
            }

            return Task.CompletedTask;
        });

        Assert.Equal((ActionResult.Succeeded, "4", "instance 4 serves in place of instance 1, which is deleted"), What(run));
        Assert.Equal((3, "2 3 4"), (stage.Capacity, string.Join(' ', stage.Ids)));
        Assert.Equal(["PATCH /web"], stage.Changes);
    }

    [Fact]
    public async Task Nothing_that_somebody_else_added_is_deleted_when_the_own_addition_found_no_room()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.Azure.Faults.AllocationRefused = true;
        stage.Plane.NewcomersServe = false;
        bool isAdded = false;

        ReplaceRun run = await stage.RunAsync(new RecoveryOptions { ReplaceDeadline = TimeSpan.FromMinutes(2), RestoreDeadline = TimeSpan.FromMinutes(1) }, atRest: _ =>
        {
            // The own addition has failed; autoscale's succeeds right after it.
            if (!isAdded && stage.Capacity == 3 && stage.Plane.Azure.Requests.Matching("PATCH", "/web").Any(patch => patch.Status < 300))
            {
                stage.Plane.Azure.Faults.AllocationRefused = false;
                isAdded = stage.Plane.Azure.SetActions.Resize(4).Operation is not null;
            }

            return Task.CompletedTask;
        });

        Assert.Equal((true, ActionResult.Failed), (isAdded, run.Action.Result));
        Assert.Equal(["PATCH /web"], stage.Changes);
        await Tests.Stage.Eventually.Is(() => Task.FromResult(stage.Ids), ids => ids is ["1", "2", "3", "4"], "autoscale's instance is there");
    }

    [Fact]
    public async Task One_that_was_added_and_that_somebody_else_takes_away_is_not_waited_for_until_the_deadline()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.NewcomersServe = false;
        Others others = new(stage);

        ReplaceRun run = await stage.RunAsync(atRest: _ => others.TakeAwayAsync("4"));

        Assert.Equal((ActionResult.Failed, null, "instance 4 was added and is not there any more; instance 1 is kept"), What(run));
        Assert.Equal(["PATCH /web"], stage.Changes);
        Assert.InRange(run.Action.Done!.Value - others.TookAway!.Value, new RecoveryOptions().RestoreDeadline, new RecoveryOptions().RestoreDeadline * 2);
    }

    [Fact]
    public async Task One_that_somebody_else_adds_after_the_own_one_was_taken_away_is_not_deleted()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.NewcomersServe = false;
        Others others = new(stage);

        ReplaceRun run = await stage.RunAsync(atRest: async _ =>
        {
            await others.TakeAwayAsync("4");
            others.Add();
        });

        Assert.Equal((ActionResult.Failed, true), (run.Action.Result, others.Added is not null));
        Assert.EndsWith("; others add instances too, so nobody can say whose instance 5 is, and it stays; instance 1 is kept", run.Action.Detail, StringComparison.Ordinal);
        Assert.Equal(["PATCH /web"], stage.Changes);
        Assert.Equal("1 2 3 5", string.Join(' ', stage.Ids));
    }

    [Fact]
    public async Task One_that_somebody_else_adds_long_after_the_own_one_was_taken_away_unseen_is_not_deleted()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.NewcomersServe = false;
        // It is gone before the list shows it.
        stage.Plane.Azure.Faults.ViewLag = TimeSpan.FromSeconds(25);
        Others others = new(stage) { Pause = TimeSpan.FromMinutes(6) };

        ReplaceRun run = await stage.RunAsync(atRest: async _ =>
        {
            await others.TakeAwayAsync("4", atOnce: true);
            others.Add();
        });

        Assert.Equal((ActionResult.Failed, true), (run.Action.Result, others.Added is not null));
        Assert.EndsWith("; others add instances too, so nobody can say whose instance 5 is, and it stays; instance 1 is kept", run.Action.Detail, StringComparison.Ordinal);
        Assert.Equal(["PATCH /web"], stage.Changes);
        Assert.Equal("1 2 3 5", string.Join(' ', stage.Ids));
        Assert.DoesNotContain(run.Told, text => text.Contains("Instance 4 was added", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_a_list_lacked_before_nothing_could_be_read_for_long_is_still_the_own_one()
    {
        await using ReplaceStage stage = await ReplaceStage.StartAsync();
        stage.Plane.NewcomersServe = false;
        stage.Plane.Azure.Faults.ViewLag = TimeSpan.FromSeconds(25);
        DateTime? there = null;
        bool isHidden = false;

        ReplaceRun run = await stage.RunAsync(new RecoveryOptions { ReplaceDeadline = TimeSpan.FromMinutes(4), RestoreDeadline = TimeSpan.FromMinutes(1) }, _ =>
        {
            there ??= stage.Plane.Azure.ScaleSet.Find("4") is not null ? stage.Now : null;
            if (!isHidden && stage.Now - there >= TimeSpan.FromSeconds(10))
            {
                isHidden = true;
                stage.Plane.Azure.Answers.Tell(new("GET", "*/virtualMachines") { IsInstead = true, Status = 503, Times = 10_000 });
            }

            if (stage.Now - there > TimeSpan.FromMinutes(2))
            {
                stage.Plane.Azure.Answers.TakeBack();
            }

            return Task.CompletedTask;
        });

        Assert.Equal((true, ActionResult.Failed), (stage.Plane.Azure.Answers.Told > 5, run.Action.Result));
        Assert.EndsWith("; instance 4 was taken away again; instance 1 is kept", run.Action.Detail, StringComparison.Ordinal);
        Assert.Equal(["PATCH /web", "DELETE /4"], stage.Changes);
    }

    /// <summary>Somebody else, who changes the scale set a while after the addition.</summary>
    private sealed class Others(ReplaceStage stage)
    {
        private DateTime? _there;

        /// <summary>Time between taking away and adding.</summary>
        public TimeSpan Pause { get; init; } = AWhile;

        public DateTime? TookAway { get; private set; }

        public DateTime? Added { get; private set; }

        /// <summary>Deletes an instance once it has been there for a while.</summary>
        public Task TakeAwayAsync(string id, bool atOnce = false)
        {
            if (TookAway is null && stage.Plane.Azure.ScaleSet.Find(id) is { State.RunningOperation: null } added)
            {
                _there ??= stage.Now;
                if ((atOnce || stage.Now - _there > AWhile) && stage.Plane.Azure.Actions.Delete(added).Operation is not null)
                {
                    TookAway = stage.Now;
                }
            }

            return Task.CompletedTask;
        }

        /// <summary>Adds one, a while after that.</summary>
        public void Add()
        {
            if (Added is null && stage.Now - TookAway > Pause && stage.Plane.Azure.SetActions.Resize(4).Operation is not null)
            {
                Added = stage.Now;
            }
        }
    }
}

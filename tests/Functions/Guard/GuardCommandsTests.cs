using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

[Trait("Category", "fast")]
public sealed class GuardCommandsTests
{
    private static readonly DateTime Noon = Asks.Noon;
    private static readonly LeaseRequest Lease = new("a", "release 7", Noon.AddMinutes(30), Noon);

    [Fact]
    public void A_pause_is_kept_with_its_reason_and_its_owner()
    {
        GuardState paused = GuardCommands.Pause(new(), new("a", "patching", "anna", Noon.AddHours(1), Noon));

        Assert.Equal(new AutomationPause("patching", "anna", Noon, Noon.AddHours(1)), paused.Pause);
        Assert.Equal([new GuardChange("a", Noon, "Automation paused by anna (patching) until 13:00:00 UTC", true)], paused.Changes);
        Assert.Null(GuardCommands.Resume(paused, new("b", "bert", Rearm: false, Noon)).Pause);
    }

    [Fact]
    public void A_request_that_arrives_twice_is_carried_out_once()
    {
        GuardState paused = GuardCommands.Pause(new(), new("a", "patching", "anna", null, Noon));
        GuardState resumed = GuardCommands.Resume(paused, new("b", "bert", Rearm: false, Noon));

        Assert.Equal(Asks.Text(resumed), Asks.Text(GuardCommands.Pause(resumed, new("a", "patching", "anna", null, Noon.AddMinutes(1)))));
    }

    [Fact]
    public void The_lease_belongs_to_one_owner_who_may_prolong_it()
    {
        GuardState held = GuardCommands.TakeLease(new(), Lease);
        GuardState refused = GuardCommands.TakeLease(held, Lease with { Id = "b", Owner = "release 8" });
        GuardState prolonged = GuardCommands.TakeLease(refused.At(Noon.AddMinutes(20)), Lease with { Id = "c", Until = Noon.AddMinutes(60), Now = Noon.AddMinutes(20) });

        Assert.Equal(new GuardChange("b", Noon, "Deployment lease not given to release 8. Wait until release 7 releases the lease (POST /api/lease with \"release\": true) or the lease runs out. Evidence: release 7 holds the lease until 12:30:00 UTC", false), refused.Changes[^1]);
        Assert.Equal(new DeploymentLease("release 7", Noon, Noon.AddMinutes(60)), prolonged.Lease);
    }

    [Fact]
    public void Only_its_owner_releases_it()
    {
        GuardState held = GuardCommands.TakeLease(new(), Lease);

        GuardState other = GuardCommands.ReleaseLease(held, new("b", "release 8", Noon));
        GuardState owner = GuardCommands.ReleaseLease(other, new("c", "release 7", Noon));
        GuardState again = GuardCommands.ReleaseLease(owner, new("d", "release 7", Noon));

        Assert.Equal((held.Lease, null, null), (other.Lease, owner.Lease, again.Lease));
        Assert.Equal([true, false, true, true], again.Changes.Select(change => change.IsDone));
    }

    [Fact]
    public void One_that_ran_out_is_remembered_until_it_is_reported_and_binds_nobody()
    {
        DateTime later = Noon.AddHours(1);
        GuardState held = GuardCommands.TakeLease(new(), Lease);
        GuardState seen = GuardCommands.See(held.At(later), new(0, 3, later, Asks.Limits));

        Assert.Equal(held.Lease, seen.Lease);
        Assert.Null(seen.Refusal(Asks.Restart with { Now = later }));
        Assert.Null(GuardCommands.LeaseReported(seen, held.Lease!).Lease);
        Assert.Equal("release 8", GuardCommands.TakeLease(seen, new("b", "release 8", later.AddHours(1), later)).Lease?.Owner);
    }

    [Fact]
    public void A_report_about_an_older_lease_does_not_take_the_new_one_away()
    {
        GuardState held = GuardCommands.TakeLease(new(), Lease);

        Assert.NotNull(GuardCommands.LeaseReported(held, new("release 6", Noon.AddDays(-1), Noon.AddHours(-1))).Lease);
    }
}

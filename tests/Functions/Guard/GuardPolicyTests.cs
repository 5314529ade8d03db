using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Guard;

[Trait("Category", "fast")]
public sealed class GuardPolicyTests
{
    private static readonly DateTime Noon = Asks.Noon;

    public static TheoryData<string, GuardState, RefusalKind, string, DateTime?> Refusals => new()
    {
        {
            "paused", new() { Pause = new("patching", "anna", Noon, Noon.AddMinutes(30)) },
            RefusalKind.Paused, "Automation paused by anna (patching) until 12:30:00 UTC", Noon.AddMinutes(30)
        },
        {
            "paused without an end", new() { Pause = new("patching", "anna", Noon, null) },
            RefusalKind.Paused, "Automation paused by anna (patching) until a person resumes it", null
        },
        {
            "leased", new() { Lease = new("release 7", Noon, Noon.AddDays(1)) },
            RefusalKind.LeaseHeld, "Deployment lease held by release 7 until 2026-11-21 12:00:00 UTC, or until it is released", Noon.AddDays(1)
        },
        {
            "tripped", new() { Breaker = new([Noon, Noon, Noon], Noon) },
            RefusalKind.BreakerOpen, "Breaker open: acting on web servers did not help 3 times in a row", null
        },
        {
            "resting", new() { CoolDowns = [new("1", "not-serving", "incident-0", Noon.AddMinutes(4))] },
            RefusalKind.CoolingDown, "Instance 1 is in cool-down after its last incident until 12:04:00 UTC", Noon.AddMinutes(4)
        },
        {
            "stormy", new() { Storm = new(Noon, 2, 3, CanaryState.Trying, "incident-2", "2"), Permits = [Permit("incident-2", "2")] },
            RefusalKind.Storm, "Most web servers are down (2 of 3); instance 2 is repaired first, as a test", null
        },
        {
            "in vain", new() { Storm = new(Noon, 2, 3, CanaryState.Failed, "incident-2", "2") },
            RefusalKind.StormCanaryFailed,
            "Most web servers are down (2 of 3), and repairing instance 2 as a test did not help", Noon.AddMinutes(10)
        },
        {
            "one by one", new() { Storm = new(Noon, 2, 3, CanaryState.Helped, "incident-2", "2"), Permits = [Permit("incident-3", "3")] },
            RefusalKind.Storm, "Most web servers are down (2 of 3); repairs run one by one, now instance 3", null
        },
    };

    /// <summary>What refuses by itself does not bind a person; the numbers and other incidents do.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public void Every_refusal_says_why_and_when_it_would_act(string what, GuardState state, RefusalKind kind, string reason, DateTime? actsAt)
    {
        PermitRequest request = Asks.For("1", sick: 2);

        Assert.Equal(new Refusal(kind, reason, actsAt), state.Refusal(request));
        Refusal? ofOrder = state.Refusal(request with { IsManual = true });
        Assert.True(ofOrder is null or { Kind: RefusalKind.BudgetSpent }, $"{what}: {ofOrder}");
    }

    [Theory]
    [InlineData(null, AutoRepairClaim.Held, 0, false)]
    [InlineData(RepairsState.NotRunning, AutoRepairClaim.Held, 1, false)]
    [InlineData(RepairsState.Suspended, AutoRepairClaim.Held, 1, false)]
    [InlineData(RepairsState.Running, AutoRepairClaim.SuspendSeen, 1, true)]
    [InlineData(RepairsState.Unknown, AutoRepairClaim.Suspend, 1, false)]
    public void A_permit_says_what_is_to_be_done_about_the_platforms_own_repairs(RepairsState? seen, AutoRepairClaim claim, int holders, bool isOwed)
    {
        GuardStep<PermitAnswer> step = GuardPolicy.Ask(new(), Asks.Restart with { Repairs = seen });

        Assert.Equal((true, claim), (step.Answer.Granted, step.Answer.Claim));
        Assert.Equal((holders, isOwed), (step.State.Hold.Holders.Count, step.State.Hold.IsSuspendedByUs));
        Assert.Equal(claim == AutoRepairClaim.SuspendSeen ? AutoRepairClaim.Held : claim, GuardPolicy.Ask(step.State, Asks.Restart with { Repairs = seen }).Answer.Claim);
    }

    [Fact]
    public void A_refusal_claims_nothing()
    {
        GuardState busy = new GuardState().Granted(Asks.For("2"));

        GuardStep<PermitAnswer> step = GuardPolicy.Ask(busy, Asks.Restart with { Repairs = RepairsState.Running });

        Assert.Equal((false, 0, false), (step.Answer.Granted, step.State.Hold.Holders.Count, step.State.Hold.IsSuspendedByUs));
    }

    [Fact]
    public void Two_incidents_never_act_on_one_target_not_even_by_force()
    {
        GuardState state = new GuardState().Granted(Asks.Restart);
        PermitRequest other = Asks.Restart with { IncidentId = "incident-9", IsManual = true, IsForced = true };

        Assert.Equal(
            new Refusal(RefusalKind.TargetBusy, "Instance 1 is busy: another incident (restart, alert lb-probe-down) acts on it", null),
            state.Refusal(other));
    }

    [Fact]
    public void Force_overrules_the_budget_and_needs_a_person()
    {
        GuardState state = new GuardState().Granted(Asks.For("2"));

        Assert.Null(state.Refusal(Asks.Restart with { IsManual = true, IsForced = true }));
        Assert.Equal(RefusalKind.BudgetSpent, state.Refusal(Asks.Restart with { IsForced = true })?.Kind);
        Assert.Equal(RefusalKind.BudgetSpent, state.Refusal(Asks.Restart with { IsManual = true })?.Kind);
    }

    [Fact]
    public void Asking_twice_changes_nothing()
    {
        GuardState once = new GuardState().Granted(Asks.Restart);
        GuardStep<PermitAnswer> twice = GuardPolicy.Ask(once, Asks.Restart with { Now = Noon.AddMinutes(1) });

        Assert.Equal(new PermitAnswer(true, null), twice.Answer);
        Assert.Equal(Asks.Text(once.At(Noon.AddMinutes(1))), Asks.Text(twice.State));
    }

    [Fact]
    public void The_next_rung_of_the_same_incident_takes_the_place_of_its_permit()
    {
        GuardState state = new GuardState().Granted(Asks.Restart, Asks.Restart with { Action = RepairAction.Reimage });

        Assert.Equal(RepairAction.Reimage, Assert.Single(state.Permits).Action);
    }

    [Fact]
    public void What_has_run_out_does_not_refuse_any_more()
    {
        GuardState state = new()
        {
            Pause = new("patching", "anna", Noon, Noon.AddMinutes(1)),
            Lease = new("release 7", Noon, Noon.AddMinutes(1)),
            CoolDowns = [new("1", "not-serving", "incident-0", Noon.AddMinutes(1))],
            Permits = [Permit("incident-3", "3") with { VoidAt = Noon.AddMinutes(1) }],
        };

        Assert.NotNull(state.Refusal(Asks.Restart));
        Assert.Null(state.Refusal(Asks.Restart with { Now = Noon.AddMinutes(1) }));
    }

    [Fact]
    public void The_database_shares_neither_storm_nor_budget_nor_floor_with_the_instances()
    {
        GuardState state = new GuardState().Granted(Asks.For("2")) with { Storm = new(Noon, 3, 3, CanaryState.Failed, "incident-2", "2") };

        GuardState both = state.Granted(Asks.Failover with { Sick = 3, TargetServes = true });

        Assert.Null(new GuardState { Permits = [both.Permits[^1]] }.Refusal(Asks.Restart));
    }

    [Fact]
    public void A_standing_refusal_is_counted_per_target_until_it_is_granted()
    {
        GuardState paused = new() { Pause = new("patching", "anna", Noon, null) };
        GuardState state = GuardPolicy.Ask(paused, Asks.Restart).State;
        state = GuardPolicy.Ask(state.At(Noon.AddMinutes(49)), Asks.Restart with { IncidentId = "incident-next", Now = Noon.AddMinutes(50) }).State;

        OngoingRefusal refused = Assert.Single(state.Refusals);
        Assert.Equal(("1", "incident-next", Noon, Noon.AddMinutes(50), 2), (refused.Target, refused.IncidentId, refused.Since, refused.Last, refused.Count));
        Assert.Empty((state with { Pause = null }).Granted(Asks.Restart).Refusals);
    }

    private static Permit Permit(string incident, string target) =>
        new(incident, target, RepairAction.Restart, "alert lb-probe-down", IsManual: false, TakesDown: false, Noon, Noon.AddHours(2), IsCanary: false);
}

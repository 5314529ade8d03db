using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>An incident ends while the platform still carries its action out: the permit counts until the action must have ended.</summary>
[Trait("Category", "fast")]
public sealed class LeftPermitTests
{
    private const string StillRuns = "may still run on the platform since 12:00:00 UTC: incident incident-1, which asked for the {0}, was ended by operator anna; free at 12:10:00 UTC at the latest";

    private static readonly DateTime Noon = Asks.Noon;

    public static TheoryData<string, GuardState> Ends => new()
    {
        { "a person ended it", GuardHistory.End(Held(), Asks.Ended("1", recovered: false) with { Left = Asks.Left("1") }).State },
        { "with its permit given back", GuardHistory.End(Held(), Asks.Ended("1", recovered: false) with { Left = Asks.Left("1"), Returned = Asks.Back("1", helped: false) }).State },
        { "it is gone", GuardHistory.Abandon(Held(), Asks.Gone("1", Asks.Left("1"))).State },
        { "it is found gone once more", GuardHistory.Abandon(GuardHistory.Abandon(Held(), Asks.Gone("1", Asks.Left("1"))).State, Asks.Gone("1")).State },
    };

    /// <summary>Every request that two actions at once would come of, and whether the guard lets it through.</summary>
    public static TheoryData<string, PermitRequest, RefusalKind?, string> Requests => new()
    {
        { "another instance", Asks.For("2"), RefusalKind.BudgetSpent, $"Repair budget used up: 1 of at most 1 instances are in repair (1). Restart of instance 1 {StillRuns}" },
        { "another instance, ordered", Asks.For("2") with { IsManual = true }, RefusalKind.BudgetSpent, $"Repair budget used up: 1 of at most 1 instances are in repair (1). Restart of instance 1 {StillRuns}" },
        { "another instance, by force", Asks.For("2") with { IsManual = true, IsForced = true }, null, "" },
        { "another instance of ten", Asks.For("2", total: 10), null, "" },
        { "the same instance", Asks.For("1") with { IncidentId = "incident-next", FailureClass = "slow" }, RefusalKind.TargetBusy, $"Restart of instance 1 {StillRuns}" },
        { "the same instance, by force", Asks.For("1") with { IncidentId = "incident-next", IsManual = true, IsForced = true }, RefusalKind.TargetBusy, $"Restart of instance 1 {StillRuns}" },
        { "the same instance, by an incident of the same id", Asks.For("1") with { IsManual = true }, RefusalKind.TargetBusy, $"Restart of instance 1 {StillRuns}" },
        { "one of many that are down", Asks.For("2", 3, 4), RefusalKind.Storm, $"Most web servers are down (3 of 4); repairs run one by one, now instance 1. Restart of instance 1 {StillRuns}" },
        { "the database", Asks.Failover, null, "" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Nobody_holds_it_and_nothing_begins_under_it(string how, GuardState state)
    {
        Permit left = Assert.Single(state.Permits);
        HeldPermit held = new("incident-1", "1", IsOrdered: true, Asks.Limits);

        Assert.Equal((how, Noon.AddMinutes(10), new PermitLeft(Noon, "was ended by operator anna")), (how, left.VoidAt, left.Left));
        Assert.Equal(GuardText.NoPermit, ClearancePolicy.Refuse(state, held, Noon)?.Reason);
        Assert.False(GuardHistory.Renew(state, new("incident-1", "1", Noon, Asks.Limits)).Answer);
        Assert.Single(GuardHistory.Return(state, Asks.Back("1", helped: true)).Permits);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Whoever_asks_meanwhile_is_told_what_runs_and_until_when(string who, PermitRequest request, RefusalKind? kind, string reason)
    {
        Refusal? refusal = Left().Refusal(request);

        Assert.Equal((who, kind, reason.Replace("{0}", "restart", StringComparison.Ordinal)), (who, refusal?.Kind, refusal?.Reason ?? ""));
        Assert.Equal(kind is null or RefusalKind.Storm ? null : Noon.AddMinutes(10), refusal?.ActsAt);
    }

    [Fact]
    public void It_is_free_when_the_action_must_have_ended()
    {
        DateTime over = Noon.AddMinutes(10);

        Assert.Null(Left().At(over).Refusal(Asks.For("2") with { Now = over }));
    }

    [Fact]
    public void It_is_free_before_that_when_the_action_is_seen_to_have_ended()
    {
        GuardState two = Left().Granted(Asks.For("2", total: 10));

        GuardState free = GuardHistory.LeftEnded(two, new("incident-1", "1", Noon));

        Assert.Equal(Asks.Text(two with { Permits = [two.Permits[1]] }), Asks.Text(free));
        Assert.Null(free.Refusal(Asks.For("1", total: 10) with { IncidentId = "incident-next", FailureClass = "slow" }));
    }

    [Theory]
    [InlineData("incident-2", "1", 0)]
    [InlineData("incident-1", "2", 0)]
    [InlineData("incident-1", "1", 1)]
    public void The_end_of_another_action_does_not_free_it(string incident, string target, int minutes) =>
        Assert.Equal(Asks.Text(Left()), Asks.Text(GuardHistory.LeftEnded(Left(), new(incident, target, Noon.AddMinutes(minutes)))));

    [Fact]
    public void A_permit_that_an_incident_holds_is_not_freed_by_the_end_of_what_it_left_behind_before() =>
        Assert.Equal(Asks.Text(Held()), Asks.Text(GuardHistory.LeftEnded(Held(), new("incident-1", "1", Noon))));

    [Fact]
    public void It_is_never_kept_beyond_its_own_life()
    {
        LeftAction endless = Asks.Left("1") with { Until = Noon.AddDays(1) };

        GuardState state = GuardHistory.End(Held(), Asks.Ended("1", recovered: false) with { Left = endless }).State;

        Assert.Equal(Noon + Asks.Limits.PermitLife, Assert.Single(state.Permits).VoidAt);
    }

    [Fact]
    public void One_replacement_at_a_time_counts_it_also_by_force()
    {
        GuardState replacing = new GuardState().Granted(Asks.Restart with { Action = RepairAction.Replace });
        GuardState left = GuardHistory.End(replacing, Asks.Ended("1", recovered: false) with { Left = Asks.Left("1") }).State;

        Refusal? refusal = left.Refusal(Asks.For("2", total: 10) with { Action = RepairAction.Replace, IsManual = true, IsForced = true });

        Assert.Equal(
            (RefusalKind.BudgetSpent, Noon.AddMinutes(10), $"Instance 1 is being replaced, and one is replaced at a time. Replace of instance 1 {StillRuns.Replace("{0}", "replace", StringComparison.Ordinal)}"),
            (refusal?.Kind, refusal?.ActsAt, refusal?.Reason));
    }

    private static GuardState Held() => new GuardState().Granted(Asks.Restart);

    private static GuardState Left() => GuardHistory.End(Held(), Asks.Ended("1", recovered: false) with { Left = Asks.Left("1") }).State;
}

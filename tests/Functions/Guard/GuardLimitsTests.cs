using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

[Trait("Category", "fast")]
public sealed class GuardLimitsTests
{
    // instances, in repair at once, must serve, sick ones that are a storm
    [Theory]
    [InlineData(1, 1, 1, 2)]
    [InlineData(2, 1, 1, 2)]
    [InlineData(3, 1, 2, 2)]
    [InlineData(4, 1, 2, 3)]
    [InlineData(9, 1, 5, 5)]
    [InlineData(10, 2, 5, 6)]
    [InlineData(100, 20, 50, 51)]
    [InlineData(300, 60, 150, 151)]
    public void The_defaults_suit_every_number_of_instances(int total, int budget, int floor, int storm)
    {
        int smallestStorm = Enumerable.Range(0, 1000).First(sick => GuardLimits.IsStorm(sick, total));

        Assert.Equal((budget, floor, storm), (GuardLimits.Budget(total, Asks.Limits), GuardLimits.Floor(total, Asks.Limits), smallestStorm));
    }

    // The one of one is repaired, though nobody is left then: it does not serve anyway.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void As_many_sick_ones_are_repaired_at_once_as_the_budget_says(int total)
    {
        int budget = GuardLimits.Budget(total, Asks.Limits);
        GuardState state = new();
        for (int target = 1; target <= budget; target++)
        {
            state = state.Granted(Asks.For($"{target}", budget, total));
        }

        string inRepair = string.Join(", ", Enumerable.Range(1, budget).Select(target => $"{target}").Order(StringComparer.Ordinal).Take(10));
        Assert.Equal(
            new Refusal(RefusalKind.BudgetSpent, $"Repair budget used up: {budget} of at most {budget} instances are in repair ({inRepair})", null),
            state.Refusal(Asks.For("999", budget, total)));
    }

    // A person wants to restart one that serves.
    [Theory]
    [InlineData(1, 0, "Floor reached: restart of instance 1 would leave 0 of 1 instances serving, and 1 must")]
    [InlineData(2, 0, null)]
    [InlineData(2, 1, "Floor reached: restart of instance 1 would leave 0 of 2 instances serving, and 1 must")]
    [InlineData(3, 0, null)]
    [InlineData(3, 1, "Floor reached: restart of instance 1 would leave 1 of 3 instances serving, and 2 must")]
    [InlineData(100, 49, null)]
    [InlineData(100, 50, "Floor reached: restart of instance 1 would leave 49 of 100 instances serving, and 50 must")]
    public void One_that_serves_is_taken_down_only_above_the_floor(int total, int sick, string? refused)
    {
        PermitRequest order = Asks.For("1", sick, total) with { IsManual = true, TargetServes = true };

        Assert.Equal(refused, new GuardState().Refusal(order)?.Reason);
        Assert.Null(new GuardState().Refusal(order with { Action = RepairAction.Replace }));
        Assert.Null(new GuardState().Refusal(order with { IsForced = true }));
        Assert.Null(new GuardState().Refusal(order with { TargetServes = false, IsManual = false, Sick = 1 }));
    }

    [Fact]
    public void One_that_is_being_taken_down_does_not_count_as_serving_any_more()
    {
        PermitRequest order = Asks.For("1", sick: 0, total: 10) with { IsManual = true, TargetServes = true };
        GuardOptions limits = new() { FloorPercent = 90 };

        GuardState state = new GuardState().Granted(order with { Limits = limits });

        Assert.Equal(RefusalKind.BelowFloor, state.Refusal(order with { IncidentId = "incident-2", Target = "2", Limits = limits })?.Kind);
    }

    [Fact]
    public void An_instance_that_is_missing_does_not_make_the_floor_smaller_for_an_hour()
    {
        GuardState state = StormPolicy.See(new(), sick: 0, total: 3, Asks.Noon);
        PermitRequest flapping = Asks.For("1", sick: 0, total: 2) with { TargetServes = true, Now = Asks.Noon.AddMinutes(59) };

        Assert.Equal(
            "Floor reached: restart of instance 1 would leave 1 of 3 instances serving, and 2 must",
            state.At(flapping.Now).Refusal(flapping)?.Reason);
        DateTime later = Asks.Noon.AddMinutes(60);
        Assert.Null(state.At(later).Refusal(flapping with { Now = later }));
    }

    [Fact]
    public void One_is_replaced_at_a_time()
    {
        PermitRequest replace = Asks.For("1", 5, 100) with { Action = RepairAction.Replace };
        GuardState state = new GuardState().Granted(replace, Asks.For("2", 5, 100));

        Assert.Equal(
            new Refusal(RefusalKind.BudgetSpent, "Instance 1 is being replaced, and one is replaced at a time", null),
            state.Refusal(replace with { IncidentId = "incident-3", Target = "3" }));
    }
}

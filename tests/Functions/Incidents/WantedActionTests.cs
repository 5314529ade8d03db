using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Guard;
using Steadfast.Functions.Tests.Instances;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>The guard is told of the target of an action what keeps the floor: it must not take down what serves when too few others do.</summary>
[Trait("Category", "fast")]
public sealed class WantedActionTests
{
    // Votes: the balancer's probe, its own answer, its health extension.
    [Theory]
    [InlineData("bbb", false, 2)]
    [InlineData("bub", false, 2)]
    [InlineData("ggg", true, 3)]
    [InlineData("bgb", true, 3)] // it serves again, and the others do not know yet
    [InlineData("ugu", true, 3)]
    public void One_whose_own_answer_is_good_counts_as_one_that_serves(string votes, bool serves, int serving)
    {
        WantedAction wanted = new(RepairAction.Restart, "1", IncidentKey.NotServing, Mode.Auto, "because")
        {
            Tier = Look.Of(Look.Instance("1", votes), Look.Instance("2", "ggg"), Look.Instance("3", "ggg")),
        };

        PermitRequest request = wanted.Request("incident-1", "watchdog", Asks.Noon, Asks.Limits);

        Assert.Equal((serves, serving), (request.TargetServes, request.Serving));
    }

    [Fact]
    public void One_that_flaps_and_serves_again_is_not_taken_down_when_too_few_others_serve()
    {
        WantedAction wanted = new(RepairAction.Restart, "1", IncidentKey.NotServing, Mode.Auto, "because")
        {
            Tier = Look.Of(Look.Instance("1", "bgb"), Look.Instance("2", "ggg"), Look.Instance("3", "uuu")),
        };

        Assert.Equal(RefusalKind.BelowFloor, new GuardState().Refusal(wanted.Request("incident-1", "watchdog", Asks.Noon, Asks.Limits))?.Kind);
    }
}

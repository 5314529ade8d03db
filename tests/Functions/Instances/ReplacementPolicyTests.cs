using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class ReplacementPolicyTests
{
    private static string? WhyStays(int wanted, params string[] votes) =>
        ReplacementPolicy.WhyOldStays(Seen(votes), "1", wanted, new GuardOptions());

    // The first is the old one, the last one the new one.
    private static TierObservation Seen(params string[] votes) =>
        Look.Of([.. votes.Select(static (vote, index) => Look.Instance($"{index + 1}", vote))]);

    /// <summary>When it is deleted there is one less.</summary>
    [Theory]
    [InlineData(3, new[] { "ggg", "ggg", "ggg", "ggg" }, null)] // all serve
    [InlineData(3, new[] { "ggg", "bbb", "ggg", "ggg" }, null)] // 2 of 3 are left
    [InlineData(3, new[] { "ggg", "bbb", "bbb", "ggg" }, "instance 1 may serve; without it only 1 of 3 instances would serve, and at least 2 must")]
    [InlineData(3, new[] { "bbb", "bbb", "bbb", "ggg" }, null)] // it does not serve: nothing is taken away
    [InlineData(3, new[] { "bgb", "bbb", "bbb", "ggg" }, "instance 1 may serve; without it only 1 of 3 instances would serve, and at least 2 must")] // its own answer is of this moment
    [InlineData(3, new[] { "guu", "bbb", "bbb", "ggg" }, "instance 1 may serve; without it only 1 of 3 instances would serve, and at least 2 must")] // too little is known
    [InlineData(3, new[] { "guu", "bbb", "ggg", "ggg" }, null)] // without it enough do
    [InlineData(1, new[] { "ggg", "ggg" }, null)] // a stack of one
    [InlineData(2, new[] { "ggg", "bbb", "ggg" }, null)] // a stack of two: one of them is enough
    [InlineData(2, new[] { "ggg", "bbb", "bbb" }, "instance 1 may serve; without it only 0 of 2 instances would serve, and at least 1 must")]
    [InlineData(3, new[] { "ggg", "bbb", "ggg" }, "instance 1 may serve; without it only 1 of 3 instances would serve, and at least 2 must")] // the platform has taken one away
    public void The_old_one_stays_while_it_may_serve_and_too_few_others_do(int wanted, string[] votes, string? why) => Assert.Equal(why, WhyStays(wanted, votes));

    [Fact]
    public void One_that_a_list_lacks_may_serve()
    {
        TierObservation seen = Seen("ggg", "bbb", "bbb", "ggg");

        Assert.Equal(
            "instance 9 may serve; without it only 2 of 5 instances would serve, and at least 3 must",
            ReplacementPolicy.WhyOldStays(seen, "9", wanted: 5, new GuardOptions()));
    }

    [Fact]
    public void The_others_count_also_where_the_look_holds_only_these_two()
    {
        TierObservation seen = Seen("ggg", "bbb", "bbb", "ggg").Besides(["1", "2", "3"], "1");

        Assert.Equal(2, seen.Instances.Count);
        Assert.Equal(
            "instance 1 may serve; without it only 1 of 3 instances would serve, and at least 2 must",
            ReplacementPolicy.WhyOldStays(seen, "1", wanted: 3, new GuardOptions()));
    }

    [Fact]
    public void Without_a_floor_it_always_goes() =>
        Assert.Null(ReplacementPolicy.WhyOldStays(Seen("ggg", "bbb", "bbb", "ggg"), "1", wanted: 3, new GuardOptions { FloorPercent = 0 }));
}

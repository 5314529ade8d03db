using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Tests.Balancer;

[Trait("Category", "fast")]
public class ProbeStateTests
{
    [Theory]
    [InlineData(2, "", false)]
    [InlineData(2, "+", false)]
    [InlineData(2, "++", true)]
    [InlineData(2, "+-+", false)]
    [InlineData(2, "++-", true)]
    [InlineData(2, "++--", false)]
    [InlineData(2, "++-+-", true)]
    [InlineData(2, "++--+", false)]
    [InlineData(2, "++--++", true)]
    [InlineData(1, "+", true)]
    [InlineData(1, "+-", false)]
    [InlineData(3, "+++--", true)]
    [InlineData(3, "+++---", false)]
    public void Changes_after_as_many_equal_results_in_a_row_as_the_threshold_says(int threshold, string results, bool up)
    {
        var state = results.Aggregate(new ProbeState(), (before, result) => before.After(result == '+', threshold));

        Assert.Equal(up, state.Up);
    }
}

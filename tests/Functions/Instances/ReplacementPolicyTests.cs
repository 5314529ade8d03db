using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class ReplacementPolicyTests
{
    /// <summary>What is counted is with the old one and the new one; when it is deleted there is one less of each.</summary>
    [Theory]
    [InlineData(true, 4, 4, null)] // all serve
    [InlineData(true, 3, 4, null)] // 2 of 3 are left
    [InlineData(true, 2, 4, "instance 1 serves again, without it 1 of 3 instances would serve, and 2 must")]
    [InlineData(false, 1, 4, null)] // it does not serve: nothing is taken away
    [InlineData(true, 2, 2, null)] // a stack of one
    [InlineData(true, 2, 3, null)] // a stack of two: one of them is enough
    [InlineData(true, 1, 3, "instance 1 serves again, without it 0 of 2 instances would serve, and 1 must")]
    [InlineData(true, 2, 5, "instance 1 serves again, without it 1 of 4 instances would serve, and 2 must")]
    public void The_old_one_stays_while_it_serves_and_too_few_others_do(bool oldServes, int serving, int total, string? why) =>
        Assert.Equal(why, ReplacementPolicy.WhyOldStays(new(oldServes, serving, total), "1", new GuardOptions()));

    [Fact]
    public void Without_a_floor_it_always_goes() =>
        Assert.Null(ReplacementPolicy.WhyOldStays(new(Target: true, All: 1, Total: 4), "1", new GuardOptions { FloorPercent = 0 }));
}

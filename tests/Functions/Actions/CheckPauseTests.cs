using Steadfast.Functions.Actions;

namespace Steadfast.Functions.Tests.Actions;

[Trait("Category", "fast")]
public sealed class CheckPauseTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private static TimeSpan? Seconds(double? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;

    [Theory]
    [InlineData(10, null, 120, 10)]
    [InlineData(10, 3d, 120, 10)]
    [InlineData(10, 37d, 120, 37)] // at least what the platform asks for
    [InlineData(10, 120d, 120, 120)]
    [InlineData(10, 86_400d, 120, 120)] // and at most the longest wait
    [InlineData(10, 86_400d, 15, 15)]
    [InlineData(30, null, 15, 15)]
    public void A_pause_is_what_the_platform_asks_for_and_no_longer_than_the_longest_wait(double wanted, double? asked, double longest, double expected) =>
        Assert.Equal(Seconds(expected), CheckPause.For(TimeSpan.FromSeconds(wanted), Seconds(asked), TimeSpan.FromSeconds(longest)));

    [Theory]
    [InlineData(100, 10, null, 120, 10d)]
    [InlineData(100, 10, 37d, 120, 37d)]
    [InlineData(30, 10, 86_400d, 120, 30d)] // the last look is made at the deadline
    [InlineData(3, 10, null, 120, 3d)]
    [InlineData(10, 10, null, 120, 10d)]
    [InlineData(1_000, 10, 86_400d, 120, 120d)]
    [InlineData(0, 10, null, 120, null)] // that was the last look
    [InlineData(-5, 10, 37d, 120, null)]
    public void Until_a_deadline_the_last_look_is_made_at_the_deadline(double left, double wanted, double? asked, double longest, double? expected) => Assert.Equal(
        Seconds(expected), CheckPause.Until(Noon.AddSeconds(left), Noon, TimeSpan.FromSeconds(wanted), Seconds(asked), TimeSpan.FromSeconds(longest)));

    [Fact]
    public void Whatever_is_waited_for_until_a_deadline_ends_with_a_look_at_it_and_waits_for_no_longer_than_allowed()
    {
        Random random = new(7);
        for (int run = 0; run < 10_000; run++)
        {
            TimeSpan longest = TimeSpan.FromSeconds(random.Next(1, 600));
            DateTime deadline = Noon.AddSeconds(random.Next(-10, 3_000));
            DateTime now = Noon;
            while (CheckPause.Until(deadline, now, TimeSpan.FromSeconds(random.Next(1, 700)), Seconds(random.Next(3) == 0 ? null : random.Next(100_000)), longest) is { } pause)
            {
                Assert.InRange(pause, TimeSpan.FromTicks(1), longest);
                now += pause;
            }

            Assert.Equal(deadline > Noon ? deadline : Noon, now);
        }
    }
}

using Steadfast.Functions.Notifications;
using Steadfast.Local.Simulation.Verdicts;

namespace Steadfast.Simulation.Tests;

public sealed class UnwokenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Notice First = new("1", NoticeKind.Escalated, "database", "Person needed", Noon.AddMinutes(2), "incident-1");

    private static readonly Notice Second = new("2", NoticeKind.Escalated, "database", "Person needed", Noon.AddMinutes(12), "incident-2") { Repeats = "incident-1" };

    [Theory]
    [InlineData("database", 0, null, true)]
    [InlineData("database", 0, 12, true)]
    [InlineData("database", 0, 9, false)] // it served for a while and failed again
    [InlineData("database", 4, null, false)]
    [InlineData("1", 0, null, false)]
    public void A_hand_over_may_repeat_another_of_the_same_outage_alone(string what, int from, int? until, bool isFine)
    {
        Outage outage = new(what, Noon.AddMinutes(from), until is { } minutes ? Noon.AddMinutes(minutes) : null);

        Assert.Equal(
            isFine ? [] : ["nobody was woken by incident-2 at 12:12:00: the outage was another one than that of incident-1"],
            Unwoken.Of([outage], [First, Second]));
    }

    [Fact]
    public void What_repeats_a_hand_over_that_nobody_was_told_of_woke_nobody() =>
        Assert.Single(Unwoken.Of([new("database", Noon, null)], [Second]));

    [Fact]
    public void What_repeats_nothing_is_fine() => Assert.Empty(Unwoken.Of([], [First, Second with { Repeats = null }]));
}

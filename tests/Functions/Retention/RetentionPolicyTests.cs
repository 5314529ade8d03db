using Steadfast.Functions.Retention;

namespace Steadfast.Functions.Tests.Retention;

[Trait("Category", "fast")]
public sealed class RetentionPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30.00:00:00", false)]
    [InlineData("30.00:00:01", true)]
    public void What_ended_longer_ago_than_it_is_kept_is_old(string age, bool isOld) =>
        Assert.Equal(isOld, RetentionPolicy.IsOld(Now - TimeSpan.Parse(age, System.Globalization.CultureInfo.InvariantCulture), new(), Now));

    [Fact]
    public void Of_each_kind_the_newest_are_kept_and_the_rest_goes_the_oldest_first()
    {
        Ended[] ended =
        [
            Of("alert-1", EndedKind.Alert, hours: 1), Of("alert-4", EndedKind.Alert, hours: 4), Of("alert-2", EndedKind.Alert, hours: 2), Of("alert-3", EndedKind.Alert, hours: 3),
            Of("idle-1", EndedKind.IdleIncident, hours: 1), Of("idle-9", EndedKind.IdleIncident, hours: 9), Of("idle-2", EndedKind.IdleIncident, hours: 2),
        ];

        Assert.Equal(["idle-9", "alert-4", "alert-3"], RetentionPolicy.Surplus(ended, new() { KeepAtMost = 2 }, Now));
    }

    [Fact]
    public void Everything_else_is_kept_however_much_there_is()
    {
        Ended[] ended = [.. Enumerable.Range(1, 20).Select(number => Of($"acted-{number}", EndedKind.Other, hours: number))];

        Assert.Equal([], RetentionPolicy.Surplus(ended, new() { KeepAtMost = 2 }, Now));
    }

    [Fact]
    public void What_ended_in_the_last_minutes_is_kept_however_much_there_is()
    {
        Ended[] ended = [.. Enumerable.Range(1, 20).Select(number => new Ended($"{number:D2}", EndedKind.Alert, Now.AddMinutes(-number - 1), Now.AddMinutes(-number)))];

        Assert.Equal(["20", "19", "18", "17", "16"], RetentionPolicy.Surplus(ended, new() { KeepAtMost = 2 }, Now));
    }

    private static Ended Of(string id, EndedKind kind, int hours) => new(id, kind, Now.AddHours(-hours), Now.AddHours(-hours));
}

using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Database;

/// <summary>The moment since when the database fails, by the word of web servers.</summary>
[Trait("Category", "fast")]
public sealed class FailingSinceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-7, -7)]
    [InlineData(-7, -5, -7)]
    [InlineData(-60, -60, 0)]
    [InlineData(-5, -86_400, -5, -4)]
    [InlineData(-5, -5, 18_000)]
    [InlineData(0, 18_000, 18_000)]
    public void One_web_server_alone_does_not_date_the_fault_back_and_none_dates_it_ahead(int expected, params int[] said)
    {
        FailingInstance[] failing = [.. said.Select((seconds, index) => new FailingInstance($"{index}", DatabaseView.Unreachable, Now.AddSeconds(seconds), null))];
        DatabaseObservation seen = new(Now, new(3, 0, 0, 0, failing.Length, failing), CheckResult.Bad("no answer"), new(null, null), new(null, null));

        Assert.Equal(Now.AddSeconds(expected), seen.FailingSince);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(3, null, -7)]
    [InlineData(0, null)]
    [InlineData(3, -5, -7, -5)]
    [InlineData(3, -5, -7, -5, -1)]
    [InlineData(4, null, -7, -5)]
    [InlineData(4, -1, -7, -5, -1)]
    [InlineData(5, -1, -3600, -3600, -1, -1, -1)] // two hold on to old connections
    public void Most_of_them_fail_since_the_moment_from_which_more_than_half_do(int total, int? expected, params int[] said)
    {
        InstanceStatusReading[] answers = [
            .. said.Select(seconds => new InstanceStatusReading(DatabaseView.Unreachable, Now.AddSeconds(seconds), null, null)), new(DatabaseView.Unreachable, null, null, null),
            .. Enumerable.Repeat(new InstanceStatusReading(DatabaseView.Ok, Now.AddHours(-1), null, null), total)];

        WebTierView view = WebTierView.Of([.. answers.Take(total).Select((status, index) => new InstanceReport($"{index}", $"10.0.0.{index}", status))]);

        Assert.Equal(expected is { } seconds ? Now.AddSeconds(seconds) : null, view.MostFailingSince);
    }
}

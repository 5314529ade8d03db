using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseProgressTests
{
    private static readonly DateTime Start = DatabaseSample.At.UtcDateTime;

    // One look every 10 s; the web servers say that they fail for as long as the look is old.
    private static DatabaseProgress After(params FailureKind[] kinds)
    {
        DatabaseProgress standing = DatabaseProgress.Opened(Start);
        for (int look = 0; look < kinds.Length; look++)
        {
            DateTime now = Start.AddSeconds(10 * look);
            standing = standing.After(new(kinds[look], "because"), now.AddSeconds(-1), now);
        }

        return standing;
    }

    [Fact]
    public void Looks_in_a_row_count_and_begin_anew() => Assert.Equal(
        (2, Start.AddSeconds(20)),
        (After(FailureKind.DatabaseUnavailable, FailureKind.Healthy, FailureKind.DatabaseUnavailable, FailureKind.DatabaseUnavailable).Looks,
            After(FailureKind.DatabaseUnavailable, FailureKind.Healthy, FailureKind.DatabaseUnavailable, FailureKind.DatabaseUnavailable).KindSince));

    [Theory]
    [InlineData(-1, FailureKind.DatabaseUnavailable, FailureKind.DatabaseUnavailable)]
    [InlineData(-1, FailureKind.DatabaseUnavailable, FailureKind.PlatformRecovering, FailureKind.Unobservable, FailureKind.DatabaseReadOnly)]
    // A standby that was ill before the primary died did not fall ill of that.
    [InlineData(19, FailureKind.StandbyUnhealthy, FailureKind.StandbyUnhealthy, FailureKind.DatabaseUnavailable)]
    [InlineData(19, FailureKind.DatabaseUnavailable, FailureKind.Healthy, FailureKind.DatabaseUnavailable)]
    public void The_fault_began_when_it_was_last_used(int seconds, params FailureKind[] kinds) => Assert.Equal(Start.AddSeconds(seconds), After(kinds).FaultSince);
}

using Steadfast.Functions.Actions;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class FailoverStartPolicyTests
{
    private static StartedOperation? Answer(
        string state = "Ready", string standby = "Healthy", string? zone = "1", bool isForced = false, int minutesAgo = 0, string? maintenance = null) =>
        FailoverStartPolicy.Answer(
            new(FailoverWay.Failover, "1", isForced, DatabaseSample.At.UtcDateTime.AddMinutes(-minutesAgo), GuardClient.Held("database")),
            new DatabaseServerReading(state, "ZoneRedundant", standby, zone, "2"), maintenance, DatabaseSample.At);

    [Fact]
    public void What_is_called_for_is_asked_for() => Assert.Null(Answer());

    [Theory]
    // Another machine is the primary since: an earlier delivery of this activity did it, or the platform.
    [InlineData("Ready", "CreatingStandby", "2", false, 0, StartKind.AlreadyDone)]
    [InlineData("Updating", "FailingOver", "2", false, 0, StartKind.Attached)]
    [InlineData("Ready", "Healthy", "2", true, 60, StartKind.AlreadyDone)]
    [InlineData("Ready", "Healthy", null, false, 3, StartKind.NotNow)]
    [InlineData("Updating", "FailingOver", "1", false, 0, StartKind.Attached)]
    [InlineData("Updating", "Healthy", "1", false, 0, StartKind.NotNow)]
    [InlineData("Ready", "CreatingStandby", "1", false, 0, StartKind.Refused)]
    [InlineData("Updating", "CreatingStandby", "1", false, 0, StartKind.Refused)]
    [InlineData("Stopped", "Healthy", "1", true, 0, StartKind.Refused)]
    public void What_is_seen_is_not_asked_for_again(string state, string standby, string? zone, bool isForced, int minutesAgo, StartKind expected) =>
        Assert.Equal(expected, Answer(state, standby, zone, isForced, minutesAgo)?.Kind);

    [Theory]
    [InlineData("Updating", "FailingOver", null)]
    [InlineData("Updating", "Healthy", null)]
    [InlineData("Ready", "CreatingStandby", null)]
    [InlineData("Ready", "Healthy", "RoutineMaintenance: Processing")]
    public void Force_goes_over_what_the_platform_is_doing(string state, string standby, string? maintenance) =>
        Assert.Null(Answer(state, standby, isForced: true, maintenance: maintenance));

    [Theory]
    // It goes over the work of the platform, and over nothing that is missing of the standby.
    [InlineData("Updating", "Healthy", "ZoneRedundant", null, null)]
    [InlineData("Starting", "Healthy", "SameZone", null, null)]
    [InlineData("Updating", "Healthy", "ZoneRedundant", "RoutineMaintenance: Processing", null)]
    [InlineData("Updating", "FailingOver", "ZoneRedundant", null, StartKind.Attached)]
    [InlineData("Updating", "CreatingStandby", "ZoneRedundant", null, StartKind.Refused)]
    [InlineData("Starting", "RemovingStandby", "ZoneRedundant", null, StartKind.Refused)]
    [InlineData("Updating", "NotEnabled", "Disabled", null, StartKind.Refused)]
    [InlineData("Updating", "Healthy", "Disabled", null, StartKind.Refused)]
    public void A_late_platform_is_no_force(string state, string standby, string mode, string? maintenance, StartKind? expected)
    {
        DatabaseActivities.FailoverInput input = new(FailoverWay.Failover, "1", IsForced: false, DatabaseSample.At.UtcDateTime, GuardClient.Held("database")) { IsOverPlatform = true };

        Assert.Equal(expected, FailoverStartPolicy.Answer(input, new DatabaseServerReading(state, mode, standby, "1", "2"), maintenance, DatabaseSample.At)?.Kind);
    }

    [Fact]
    public void A_maintenance_is_waited_for() => Assert.Equal(
        new StartedOperation(StartKind.NotNow, null, null, "Azure is carrying out a maintenance (RoutineMaintenance: Processing)"),
        Answer(maintenance: "RoutineMaintenance: Processing"));
}

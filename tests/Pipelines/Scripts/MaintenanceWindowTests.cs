using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>When Azure may maintain the database: a change of its own, because the service refuses it together with any other.</summary>
[Trait("Category", "real-processes")]
public sealed class MaintenanceWindowTests : IDisposable
{
    private const string Call = "az rest --method patch --body @- --output none --url /subscriptions/sub/resourceGroups/rg-dev/providers/Microsoft.DBforMySQL/flexibleServers/mysql-dev?api-version=2024-12-30";

    private readonly FakeTools _tools = new("az");

    public MaintenanceWindowTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData("Sun 03:00", 0, 3, 0)]
    [InlineData("Wed 08:09", 3, 8, 9)]
    [InlineData("Sat 23:59", 6, 23, 59)]
    public async Task The_window_is_set_by_a_change_of_its_own(string window, int day, int hour, int minute)
    {
        _tools.When("az rest", "");

        Ended ended = await RunAsync(window);

        Assert.Equal((0, $"The database is maintained on {window} UTC."), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal(Call, Assert.Single(_tools.Calls));
        Assert.Equal(
            "{\"properties\":{\"maintenanceWindow\":{" + $"\"customWindow\":\"Enabled\",\"dayOfWeek\":{day},\"startHour\":{hour},\"startMinute\":{minute}" + "}}}",
            Assert.Single(_tools.Inputs));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_choice_Azure_chooses(string? window)
    {
        Ended ended = await RunAsync(window);

        Assert.Equal((0, 0), (ended.Code, ended.Output.Length));
        Assert.Equal([], _tools.Calls);
    }

    [Theory]
    [InlineData("Sunday 03:00")]
    [InlineData("sun 03:00")]
    [InlineData("Sun 3:00")]
    [InlineData("Sun 24:00")]
    public async Task A_window_that_is_none_is_refused(string window)
    {
        Ended ended = await RunAsync(window);

        Assert.Equal((1, $"maintenance-window: AZURE_DATABASE_MAINTENANCE is '{window}'; it can be a day and a time in UTC, for example Sun 03:00."), (ended.Code, Assert.Single(ended.Output)));
    }

    [Fact]
    public async Task A_server_that_refuses_is_named()
    {
        _tools.When("az rest", "", code: 1);

        Ended ended = await RunAsync("Sun 03:00");

        Assert.Equal((1, "maintenance-window: the maintenance window of the database mysql-dev could not be set; see above. Run 'azd provision' again."), (ended.Code, Assert.Single(ended.Output)));
    }

    private Task<Ended> RunAsync(string? window) => _tools.RunHookAsync(
        Hook("maintenance-window"),
        new Dictionary<string, string?>(Values) { ["AZURE_DATABASE_NAME"] = "mysql-dev", ["AZURE_DATABASE_MAINTENANCE"] = window });
}

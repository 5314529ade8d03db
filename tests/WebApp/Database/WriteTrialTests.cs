using System.Text.Json;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>The write that the automation has a web server make, on a real server.</summary>
[Trait("Category", "real-processes")]
public sealed class WriteTrialTests : IAsyncLifetime
{
    private MariaDb _database = null!;
    private NotesClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await MariaDb.StartAsync();
        _client = await NotesClient.StartConnectedAsync(_database.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task However_often_it_is_made_it_leaves_one_row_of_its_own_and_no_note()
    {
        string[] answers = [.. (await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TryAsync()))).Distinct()];

        Assert.Equal(["written"], answers);
        Assert.Equal("1\t0", await _database.SqlAsync("SELECT (SELECT COUNT(*) FROM steadfast.write_trials), (SELECT COUNT(*) FROM steadfast.notes)"));
    }

    [Fact]
    public async Task It_says_at_once_what_the_database_refuses()
    {
        await _database.SqlAsync("SET GLOBAL read_only = 1");
        long began = TimeProvider.System.GetTimestamp();
        string refused = await TryAsync();
        TimeSpan took = TimeProvider.System.GetElapsedTime(began);
        await _database.SqlAsync("SET GLOBAL read_only = 0");

        Assert.Equal(("readOnly", "written"), (refused, await TryAsync()));
        // A note is held back for up to 1.8 s, as trouble may pass.
        Assert.InRange(took.TotalSeconds, 0, 1.5);
    }

    [Fact]
    public async Task A_database_that_hangs_is_told_within_two_seconds()
    {
        _database.Hang();
        long began = TimeProvider.System.GetTimestamp();
        string hung = await TryAsync();
        TimeSpan took = TimeProvider.System.GetElapsedTime(began);
        _database.Continue();

        Assert.Equal("timeout", hung);
        Assert.InRange(took.TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task A_table_that_was_lost_is_made_again()
    {
        await _database.SqlAsync("DROP TABLE steadfast.write_trials");

        await Eventually.TrueAsync(async () => await TryAsync() == "written", "it is written");
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Azure-FDID")]
    public async Task Whoever_comes_through_a_proxy_has_none_made(string header) =>
        Assert.Equal(404, (await _client.PostAsync("/status/write", header)).Status);

    private async Task<string> TryAsync()
    {
        JsonElement report = (await _client.PostAsync("/status/write")).Body;
        return report.GetProperty("written").GetBoolean() ? "written" : report.GetProperty("error").GetString()!;
    }
}

using System.Diagnostics;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>Interruptions that the application waits out. Runs alone, because nothing can be waited out on a machine without a free moment.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "real-processes")]
public sealed class InterruptionTests : IAsyncLifetime
{
    private MariaDb _database = null!;
    private NotesClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await MariaDb.StartAsync();
        _client = await NotesClient.StartConnectedAsync(_database.Settings);
        await _client.StoreAsync("before the fault");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public Task A_restart_under_load_fails_no_request_and_loses_no_note() => NothingFailsAsync(async () =>
    {
        await _database.StopAsync();
        await _database.RunAsync();
    });

    [Fact]
    public Task A_moment_of_read_only_and_the_loss_of_all_connections_fail_no_request_and_lose_no_note() => NothingFailsAsync(async () =>
    {
        await _database.SqlAsync("SET GLOBAL read_only = 1");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        await _database.SqlAsync("SET GLOBAL read_only = 0");
        await _database.DisconnectAllAsync();
    });

    private Task NothingFailsAsync(Func<Task> interrupt) => Alone.UntilShortAsync(async () =>
    {
        await _database.SqlAsync("TRUNCATE steadfast.notes");
        await using var load = new NotesLoad(_client, readsPerTick: 4, writesPerTick: 1);
        await Eventually.TrueAsync(() => load.Answers > 200, "the load runs");
        var watch = Stopwatch.StartNew();
        await interrupt();
        var took = watch.Elapsed;
        int before = load.Answers;
        await Eventually.TrueAsync(() => load.Answers > before + 500, "the load goes on");
        var failed = await load.StopAsync();

        string[] kept = (await _database.SqlAsync("SELECT text FROM steadfast.notes")).Split('\n');
        Assert.Empty(load.Stored.Except(kept));
        Assert.Equal(kept.Length, kept.Distinct().Count());
        return (took, () => Assert.Empty(failed));
    });
}

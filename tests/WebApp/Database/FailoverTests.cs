using System.Diagnostics;
using System.Net;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Traffic;
using WebClient = Steadfast.WebApp.Tests.Notes.NotesClient;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>A real pair behind one name, and the counting client of the scenarios: 200 reads and 50 writes a second.</summary>
[Collection(nameof(Alone))]
[Trait("Category", "real-processes")]
public sealed class FailoverTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-pair-");
    private DatabasePair _pair = null!;
    private WebClient _web = null!;

    public async ValueTask InitializeAsync()
    {
        // The servers run as a user of their own and pass through.
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
        _pair = await DatabasePair.StartAsync(
            new(_folder.FullName, At(3306), At(3306), new Dictionary<string, IPEndPoint> { ["web"] = At(3306) }), TestContext.Current.CancellationToken);
        var entrance = _pair.Endpoint["web"].Address;
        _web = await WebClient.StartConnectedAsync(new Dictionary<string, string?>
        {
            ["STEADFAST_DATABASE_HOST"] = entrance.Address.ToString(),
            ["STEADFAST_DATABASE_PORT"] = $"{entrance.Port}",
            ["STEADFAST_DATABASE_USER"] = _pair.Accounts.AppUser,
            ["STEADFAST_DATABASE_PASSWORD_FILE"] = _pair.Accounts.PasswordFile,
            ["STEADFAST_DATABASE_TLS"] = "off",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _pair.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task A_planned_failover_fails_no_request_and_loses_and_repeats_no_note() => Alone.UntilShortAsync(async () =>
    {
        await _pair.RestoreRedundancyAsync(TestContext.Current.CancellationToken);
        await using var client = Load();
        await Eventually.TrueAsync(() => client.Acknowledged > 50, "the load runs");
        var watch = Stopwatch.StartNew();
        await _pair.FailoverAsync(planned: true, TestContext.Current.CancellationToken);
        var took = watch.Elapsed;
        int before = client.Acknowledged;
        await Eventually.TrueAsync(() => client.Acknowledged > before + 100, "the load goes on");
        await client.StopAsync();

        var report = client.Report(await StoredAsync());
        Assert.Empty(report.Notes.Lost);
        Assert.Empty(report.Notes.Duplicated);
        return (took, () => Assert.Equal((0, 0), (report.Writes.Failed, report.Reads!.Failed)));
    });

    [Fact]
    public async Task A_failover_after_a_crash_loses_and_repeats_no_note_and_needs_no_restart()
    {
        await using var client = Load();
        await Eventually.TrueAsync(() => client.Acknowledged > 50, "the load runs");

        _pair.Primary.Server.Kill();
        await _web.BecomesAsync("unreachable");
        await _pair.FailoverAsync(planned: false, TestContext.Current.CancellationToken);
        int before = client.Acknowledged;
        await Eventually.TrueAsync(() => client.Acknowledged > before + 100, "the load goes on");
        await client.StopAsync();

        var report = client.Report(await StoredAsync());
        Assert.Empty(report.Notes.Lost);
        Assert.Empty(report.Notes.Duplicated);
    }

    private static IPEndPoint At(int port) => new(Loopback.Any().Address, port);

    private NotesClient Load() => NotesClient.Start(new(new Uri(_web.Web.Options.Address, "/api/notes"), WritesPerSecond: 50)
    {
        ReadsPerSecond = 200,
        // The promise is 2 s; a machine that runs other tests may be late by some.
        Timeout = TimeSpan.FromSeconds(4),
    });

    private Task<IReadOnlyList<string>> StoredAsync() => _pair.AskAsApplicationAsync(
        static session => session.Column("SELECT text FROM notes"), TimeSpan.FromSeconds(5));
}

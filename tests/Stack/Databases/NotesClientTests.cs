using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Stack.Tests.Databases;

public class NotesClientTests
{
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_acknowledged_is_found_again_page_by_page()
    {
        await using var server = await NotesServer.StartAsync();
        var report = await RunAsync(server, new NotesOptions(server.Url, 400) { ReadsPerSecond = 100 }, acknowledged: 250);

        Assert.Empty(report.Notes.Lost);
        Assert.Empty(report.Notes.Duplicated);
        Assert.Equal((0, report.Notes.Acknowledged), (report.Writes.Failed, report.Writes.Total));
        Assert.True(report.Reads is { Total: > 0, Failed: 0 });
    }

    [Fact]
    public async Task Loss_duplicates_and_failures_are_counted()
    {
        await using var server = await NotesServer.StartAsync();
        // Storing nothing leaves the count where it is, so each mistake happens once.
        Queue<NotesServer.Mistake> mistakes = new(
            [NotesServer.Mistake.NoteLost, NotesServer.Mistake.StoredTwice, NotesServer.Mistake.AnswerLost, NotesServer.Mistake.Away]);
        server.Mistakes = _ => mistakes.TryDequeue(out var mistake) ? mistake : null;

        var report = await RunAsync(server, new NotesOptions(server.Url, 200), acknowledged: 20);

        Assert.Equal((1, 1, 1, 2), (report.Notes.Lost.Count, report.Notes.Duplicated.Count, report.Notes.StoredUnacknowledged, report.Writes.Failed));
        Assert.Equal(report.Writes.Total - 2, report.Notes.Acknowledged);
    }

    [Fact]
    public async Task A_write_that_is_sent_again_is_stored_once_and_counts_once()
    {
        await using var server = await NotesServer.StartAsync();
        Queue<NotesServer.Mistake> mistakes = new([NotesServer.Mistake.AnswerLost, NotesServer.Mistake.Away, NotesServer.Mistake.Away]);
        server.Mistakes = _ => mistakes.TryDequeue(out var mistake) ? mistake : null;

        var report = await RunAsync(server, new NotesOptions(server.Url, 200) { RetryFor = TimeSpan.FromSeconds(20) }, acknowledged: 20);

        Assert.Equal((0, 0, 0), (report.Notes.Lost.Count, report.Notes.Duplicated.Count, report.Notes.StoredUnacknowledged));
        Assert.Equal((0, report.Notes.Acknowledged), (report.Writes.Failed, report.Writes.Total));
    }

    [Fact]
    public void A_run_must_have_a_name_that_fits_into_a_header() =>
        Assert.Equal(
            "Run is a b; it must be 1 to 40 letters, digits and dashes.",
            Assert.Throws<ArgumentException>(() => NotesClient.Start(new(new Uri("http://127.0.0.1:1/"), 1) { Run = "a b" })).Message);

    private async Task<NotesReport> RunAsync(NotesServer server, NotesOptions options, int acknowledged)
    {
        // On a busy machine the first answers take long, and only what the server does wrong shall count.
        await using var client = NotesClient.Start(options with { Timeout = TimeSpan.FromSeconds(20) });
        await Eventually.TrueAsync(() => client.Acknowledged >= acknowledged, $"{acknowledged} notes are acknowledged");
        await client.StopAsync();
        return client.Report(await NotesReader.ReadAllAsync(server.Url, Ct));
    }
}

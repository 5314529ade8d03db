using System.Diagnostics;

namespace Steadfast.WebApp.Tests.Files;

/// <summary>Each test has a stack of its own, which it breaks.</summary>
[Trait("Category", "real-processes")]
public sealed class FilesOutageTests : IAsyncLifetime
{
    private static readonly byte[] Pdf = FilesStack.Pdf;

    private readonly FilesStack _stack = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        FilesStack.SkipWithoutStorage();
        await _stack.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    public async Task While_the_storage_is_away_notes_go_on_and_files_are_refused_in_time(string fault)
    {
        Assert.Equal(200, (await _stack.PutAsync(1, Pdf, "a.pdf")).Status);
        await _stack.Blobs.SavedAsync(Ct);
        if (fault == "killed")
        {
            _stack.Blobs.Kill();
        }
        else
        {
            _stack.Blobs.Hang();
        }

        List<double> times = [];
        for (int round = 0; round < 8; round++)
        {
            long began = Stopwatch.GetTimestamp();
            using var get = await _stack.GetAsync(1);
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            Assert.Equal((503, "1"), ((int)get.StatusCode, get.Headers.RetryAfter?.ToString()));
            Assert.Contains("\"code\":\"filesAway\"", await get.Content.ReadAsStringAsync(Ct));
            began = Stopwatch.GetTimestamp();
            var put = await _stack.PutAsync(1, Pdf, "b.pdf");
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            Assert.Equal((503, "1", "filesAway"), (put.Status, put.RetryAfter, put.Code));
            Assert.Equal((201, 200), ((await _stack.Client.AddAsync($"note {round}")).Status, (await _stack.Client.ListAsync()).Status));
        }

        // 1.8 s, and some for a machine that runs other tests.
        Assert.InRange(times.Max(), 0, 3);
        Assert.Equal((200, "away", "ok"), ((await _stack.Client.GetAsync("/healthz")).Status, await _stack.StateAsync(), (await _stack.Client.DatabaseAsync()).GetProperty("state").GetString()));
        // Its note goes, the file is deleted later.
        Assert.Equal(204, (await _stack.Client.DeleteAsync(2)).Status);
        await MendAsync(fault);
        long back = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await _stack.GetAsync(1)).IsSuccessStatusCode, "the file is back");
        Assert.InRange(Stopwatch.GetElapsedTime(back).TotalSeconds, 0, 3);
        await Eventually.TrueAsync(async () => await _stack.StateAsync() == "ok", "the status says so");
        // The one it had before, whole: what was refused changed nothing.
        using var after = await _stack.GetAsync(1);
        Assert.Equal(("attachment; filename=a.pdf; filename*=UTF-8''a.pdf", Pdf.Length), (after.Content.Headers.GetValues("Content-Disposition").Single(), (await after.Content.ReadAsByteArrayAsync(Ct)).Length));
    }

    [Fact]
    public async Task While_the_database_is_away_no_file_is_taken()
    {
        _stack.Database.Kill();
        await _stack.Client.BecomesAsync("unreachable");

        Assert.Equal((503, "1"), ((await _stack.PutAsync(1, Pdf, "a.pdf")) is var put ? (put.Status, put.RetryAfter) : default));
        Assert.Empty(await _stack.BlobsAsync());
    }

    private Task MendAsync(string fault)
    {
        if (fault == "killed")
        {
            return _stack.Blobs.StartAsync(Ct);
        }

        _stack.Blobs.Continue();
        return Task.CompletedTask;
    }
}

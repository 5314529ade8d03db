using System.Diagnostics;
using System.Net;
using System.Text;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Files;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests;

/// <summary>Database, cache and storage are killed, one after the other and together, while 100 notes are read, 50 written and 10 files read each second.</summary>
[Trait("Category", "real-processes")]
public sealed class AbsenceTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Database = "database";
    private const string Cache = "cache";
    private const string Storage = "storage";
    private const int MaxThreads = 12;

    // The clients keep up to 64 connections open, as many as they just needed.
    private const int MaxFiles = 64 + 16;
    private const int MaxMemoryMb = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-absence-");
    private readonly CachePair _cache = new(Loopback.Free(), Loopback.Free(), Loopback.Free(), "8mb", TimeProvider.System);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<string> _stored = [];
    private BlobServer _blobs = null!;
    private MariaDb _database = null!;
    private NotesClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        Assert.SkipWhen(BlobServer.Program is null, "Azurite is not installed: it comes with npm, for which Node 20 or later has to be there.");
        _blobs = new(new IPEndPoint(Loopback.Any().Address, 10000), Path.Combine(_folder.FullName, "storage"), TimeProvider.System);
        await Task.WhenAll(_blobs.StartAsync(Ct), _cache.StartAsync(Ct));
        _database = await MariaDb.StartAsync();
        _client = await NotesClient.StartConnectedAsync(
            new Dictionary<string, string?>([.. _database.Settings, .. _blobs.Settings.Select(static each => KeyValuePair.Create<string, string?>(each.Key, each.Value)), KeyValuePair.Create<string, string?>("Cache__Connection", $"{_cache.Way.Address}")]));
        await _client.StoreAsync("with a file");
        using ByteArrayContent file = new(Encoding.ASCII.GetBytes("%PDF-1.7 and so on"));
        (await _http.PutAsync(new Uri(_client.Web.Options.Address, "/api/notes/1/file?name=a.pdf"), file, Ct)).EnsureSuccessStatusCode();
        await _blobs.SavedAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _client, _database, _blobs, _cache })
        {
            if (each is not null)
            {
                await each.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task An_absence_of_all_of_them_makes_nothing_grow_and_each_is_used_again_soon_after_it_is_back() =>
        AbsentAsync([Database, Cache, Storage], TimeSpan.FromSeconds(12), backWithin: 6);

    [Theory(Explicit = true)]
    [InlineData(Database)]
    [InlineData(Cache)]
    [InlineData(Storage)]
    [InlineData(Database, Cache, Storage)]
    public Task An_absence_of_five_minutes_makes_nothing_grow_and_each_is_used_again_within_two_seconds(params string[] parts) =>
        AbsentAsync(parts, TimeSpan.FromMinutes(5), backWithin: 2);

    private async Task AbsentAsync(string[] parts, TimeSpan absence, double backWithin)
    {
        string absent = string.Join(" and ", parts);
        await using NotesLoad load = new(_client, readsPerTick: 2, writesPerTick: 1);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Task files = ReadFilesAsync(stop.Token);
        await Eventually.TrueAsync(() => load.Answers > 300, "the load is on");

        Array.ForEach(parts, Kill);
        await Task.Delay(absence / 4, TimeProvider.System, Ct);
        var early = Usage();
        await Task.Delay(absence * 3 / 4, TimeProvider.System, Ct);
        var late = Usage();
        List<(string Part, double Seconds)> back = [];
        foreach (string part in parts)
        {
            await ReturnAsync(part);
            long began = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(() => IsUsedAsync(part), $"the {part} is used");
            back.Add((part, Stopwatch.GetElapsedTime(began).TotalSeconds));
        }

        await stop.CancelAsync();
        await files;
        IReadOnlyCollection<string> failed = await load.StopAsync();
        _stored.AddRange(load.Stored);

        output.WriteLine(
            $"{absent} away for {absence.TotalSeconds:0} s: {load.Answers} answers, {failed.Count} failed ({failed.Count(IsRead)} of them reads), {load.Stored.Count} stored; "
            + $"after a quarter {early}, at the end {late}; used again after {string.Join(", ", back.Select(static each => $"{each.Part} {each.Seconds:0.00} s"))}");
        Assert.DoesNotContain(failed, IsRead);
        Assert.True(parts.Contains(Database) || failed.Count == 0, $"writes failed: {failed.FirstOrDefault()}");
        Assert.Empty(await LostAsync());
        Assert.InRange(late.Threads, 1, early.Threads + MaxThreads);
        Assert.InRange(late.Files, 1, early.Files + MaxFiles);
        Assert.InRange(late.MemoryMb, 1, early.MemoryMb + MaxMemoryMb);
        Assert.All(back, each => Assert.InRange(each.Seconds, 0, backWithin));
    }

    private static bool IsRead(string failure) => failure.StartsWith("read", StringComparison.Ordinal);

    private async Task ReadFilesAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                using var answer = await FileAsync();
                Assert.Contains((int)answer.StatusCode, (int[])[200, 503]);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It has read for long enough.
        }
    }

    private Task<HttpResponseMessage> FileAsync() => _http.GetAsync(new Uri(_client.Web.Options.Address, "/api/notes/1/file"), Ct);

    private void Kill(string part)
    {
        switch (part)
        {
            case Database:
                _database.Kill();
                break;
            case Cache:
                _cache.Primary.Kill();
                break;
            default:
                _blobs.Kill();
                break;
        }
    }

    private Task ReturnAsync(string part) => part switch
    {
        Database => _database.RunAsync(),
        Cache => _cache.Primary.StartAsync(Ct),
        _ => _blobs.StartAsync(Ct),
    };

    private async Task<bool> IsUsedAsync(string part)
    {
        switch (part)
        {
            case Database:
                return (await _client.AddAsync("it is back")).Status == 201;
            case Cache:
                using (var read = await _http.GetAsync(new Uri(_client.Web.Options.Address, "/api/notes?limit=3"), Ct))
                {
                    return read.Headers.GetValues("Cache-Status").Single() is "Steadfast; hit" or "Steadfast; fwd=miss; stored";
                }

            default:
                using (var file = await FileAsync())
                {
                    return file.IsSuccessStatusCode;
                }
        }
    }

    private async Task<string[]> LostAsync()
    {
        HashSet<string> there = [.. (await _database.SqlAsync("SELECT text FROM steadfast.notes")).Split('\n')];
        return [.. _stored.Where(text => !there.Contains(text))];
    }

    private (int Threads, int Files, int MemoryMb) Usage()
    {
        string process = $"/proc/{_client.Web.ProcessId}";
        string resident = File.ReadLines($"{process}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return (Directory.GetDirectories($"{process}/task").Length, Directory.GetFiles($"{process}/fd").Length, int.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024);
    }
}

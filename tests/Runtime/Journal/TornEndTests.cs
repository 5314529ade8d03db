using System.Globalization;
using Steadfast.Local.Runtime.Journal;
using static Steadfast.Local.Runtime.Tests.Journal.JournalFixture;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "exhaustive")]
public sealed class TornEndTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_was_appended_is_replayed_in_order()
    {
        var written = await _fixture.Fill(100);

        Assert.Equal(written, await _fixture.Reopened());
        Assert.Empty(_fixture.Warnings);
    }

    [Fact]
    public async Task Cut_at_any_byte_every_complete_record_is_back_and_the_torn_one_is_dropped()
    {
        var written = await _fixture.Fill(400);
        string file = _fixture.OnlyLog;
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        long[] ends = [.. JournalReader.Read(_fixture.Folder).Skip(1).Select(part => part.Offset), whole.Length];
        long acknowledged = ends.Last(end => end <= whole.Length - 4096);

        for (int cut = (int)acknowledged; cut <= whole.Length; cut++)
        {
            await File.WriteAllBytesAsync(file, whole[..cut], TestContext.Current.CancellationToken);
            JournalFixture.KillBehind(file, acknowledged);
            int complete = ends.Count(end => end <= cut);
            int warningsBefore = _fixture.Warnings.Count;

            await using (_fixture.Open(out var replayed, new UnsyncedDisk()))
            {
                // Compared as one text: thousands of comparisons of lists would take most of the time.
                Assert.Equal(string.Join('\n', written[..complete]), string.Join('\n', replayed));
            }

            long good = ends[complete - 1];
            Assert.Equal(good, new FileInfo(file).Length);
            Assert.Equal(good == cut ? 0 : 1, _fixture.Warnings.Count - warningsBefore);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(77)]
    public async Task After_a_torn_end_the_journal_goes_on(int missingBytes)
    {
        var written = await _fixture.Fill(50);
        _fixture.KillBehind(SegmentHeader.Length);
        Cut(_fixture.OnlyLog, missingBytes);
        List<string> replayed;
        await using (var journal = _fixture.Open(out replayed))
        {
            await journal.AppendAsync(Bytes("one more"));
        }

        Assert.Equal(written[..replayed.Count], replayed);
        Assert.Equal([.. replayed, "one more"], await _fixture.Reopened());
    }

    [Fact]
    public async Task An_end_whose_bytes_never_reached_the_disk_is_dropped()
    {
        var written = await _fixture.Fill(50);
        _fixture.KillBehind(new FileInfo(_fixture.OnlyLog).Length);
        using (var file = File.OpenHandle(_fixture.OnlyLog, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(file, RandomAccess.GetLength(file) + 5000);
        }

        Assert.Equal(written, await _fixture.Reopened());
        Assert.Contains("the end is torn at offset", Assert.Single(_fixture.Warnings));
    }

    [Fact]
    public async Task A_last_group_stored_without_its_middle_is_dropped_and_kept_aside()
    {
        await _fixture.Fill(3, number => number.ToString(CultureInfo.InvariantCulture));
        await WriteOneGroup(["four", "five", "six"]);
        var parts = JournalReader.Read(_fixture.Folder).ToList();
        _fixture.KillBehind(parts[4].Offset);
        Flip(_fixture.OnlyLog, parts[5].Offset + 17);

        Assert.Equal(["0", "1", "2", "first", "four"], await _fixture.Reopened());
        Assert.Contains("kept in", Assert.Single(_fixture.Warnings));
        Assert.Equal(["six"], Kept());
    }

    /// <summary>What can be read of the file that was kept aside, once it has the name of a log.</summary>
    private IEnumerable<string> Kept()
    {
        File.Move(Assert.Single(Directory.GetFiles(_fixture.Folder, "*.torn-at-*")), _fixture.OnlyLog, overwrite: true);
        return JournalReader.Read(_fixture.Folder).OfType<JournalRecord>().Select(record => System.Text.Encoding.UTF8.GetString(record.Bytes.Span));
    }

    /// <summary>Holds the fsync of one record so that the given ones gather in the next group.</summary>
    private async Task WriteOneGroup(string[] records)
    {
        var disk = new CountingDisk();
        await using var journal = _fixture.Open(out _, disk);
        disk.Hold();
        var first = journal.AppendAsync(Bytes("first")).AsTask();
        await Until.True(() => JournalReader.Read(_fixture.Folder).Count() == 4);
        Task[] rest = [.. records.Select(record => journal.AppendAsync(Bytes(record)).AsTask())];
        disk.Release();
        await Task.WhenAll([first, .. rest]);
    }

    private static void Cut(string path, int missingBytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, RandomAccess.GetLength(file) - missingBytes);
    }

    private static void Flip(string path, long offset)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}

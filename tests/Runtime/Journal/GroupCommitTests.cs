using System.Globalization;
using Steadfast.Local.Runtime.Journal;
using static Steadfast.Local.Runtime.Tests.Journal.JournalFixture;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "fast")]
public sealed class GroupCommitTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Appends_that_arrive_during_an_fsync_share_the_next_one()
    {
        var disk = new CountingDisk();
        await using var journal = _fixture.Open(out _, disk);
        disk.Hold();
        var first = journal.AppendAsync(Bytes("first")).AsTask();
        await Until.True(() => JournalReader.Read(_fixture.Folder).Any());
        int before = disk.Syncs;
        Task[] others = [.. Enumerable.Range(0, 500).Select(number => journal.AppendAsync(Bytes($"{number}")).AsTask())];

        Assert.DoesNotContain(others, append => append.IsCompleted);
        disk.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, disk.Syncs - before);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_its_fsync()
    {
        var disk = new CountingDisk();
        await using var journal = _fixture.Open(out _, disk);
        disk.Hold();
        var append = journal.AppendAsync(Bytes("record")).AsTask();
        await Until.True(() => JournalReader.Read(_fixture.Folder).Any());

        Assert.False(append.IsCompleted);
        disk.Release();
        await append;
    }

    [Theory]
    [InlineData(FsyncPolicy.EverySecond)]
    [InlineData(FsyncPolicy.Never)]
    public async Task The_other_policies_acknowledge_after_the_write(FsyncPolicy policy)
    {
        var disk = new CountingDisk();
        await using var journal = _fixture.Open(_fixture.Options(disk, policy), out _);
        int before = disk.Syncs;
        await journal.AppendAsync(Bytes("record"));

        Assert.Single(JournalReader.Read(_fixture.Folder));
        if (policy == FsyncPolicy.EverySecond)
        {
            await Until.True(() => disk.Syncs == before + 1);
        }
        else
        {
            Assert.Equal(before, disk.Syncs);
        }
    }

    [Fact]
    public async Task Many_appenders_keep_their_own_order_and_lose_nothing()
    {
        await using (var journal = _fixture.Open(out _))
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async appender =>
            {
                await Task.Yield();
                for (int number = 0; number < 40; number++)
                {
                    await journal.AppendAsync(Bytes($"{appender}/{number}"));
                }
            }));
        }

        var replayed = await _fixture.Reopened();
        Assert.Equal(2000, replayed.Count);
        foreach (var appender in replayed.GroupBy(record => record.Split('/')[0]))
        {
            Assert.Equal(Enumerable.Range(0, 40), appender.Select(record => int.Parse(record.Split('/')[1], CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task Closing_writes_what_was_accepted()
    {
        List<Task> appends = [];
        await using (var journal = _fixture.Open(out _))
        {
            appends.AddRange(Enumerable.Range(0, 300).Select(number => journal.AppendAsync(Bytes($"{number}")).AsTask()));
        }

        await Task.WhenAll(appends);
        Assert.Equal(300, (await _fixture.Reopened()).Count);
    }

    [Fact]
    public async Task Large_and_empty_records_come_back()
    {
        string[] records = ["", new string('x', 9_000_000), "", new string('y', 5_000_000)];
        await using (var journal = _fixture.Open(out _))
        {
            await Task.WhenAll(records.Select(record => journal.AppendAsync(Bytes(record)).AsTask()));
        }

        Assert.Equal(records, await _fixture.Reopened());
    }
}

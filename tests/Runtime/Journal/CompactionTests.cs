using Steadfast.Local.Runtime.Journal;
using static Steadfast.Local.Runtime.Tests.Journal.JournalFixture;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "fast")]
public sealed class CompactionTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_snapshot_replaces_what_was_there_and_appends_go_on_behind_it()
    {
        await _fixture.Fill(30);
        await using (var journal = _fixture.Open(out _))
        {
            await journal.CompactAsync([Bytes("a"), Bytes("b")]);
            await journal.AppendAsync(Bytes("c"));
        }

        Assert.Equal(["a", "b", "c"], await _fixture.Reopened());
        Assert.Equal(
            ["journal-00000002.snapshot", "journal-00000003.log", "journal.end", "journal.owner"],
            Directory.GetFiles(_fixture.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Appends_made_while_the_snapshot_is_written_are_kept_behind_it()
    {
        await using (var journal = _fixture.Open(out _))
        {
            await journal.AppendAsync(Bytes("before"));
            await journal.CompactAsync(Snapshot(journal));
        }

        Assert.Equal(["snapshot 1", "snapshot 2", "during 1", "during 2"], await _fixture.Reopened());

        static IEnumerable<ReadOnlyMemory<byte>> Snapshot(JournalLog journal)
        {
            foreach (int number in new[] { 1, 2 })
            {
                Assert.True(journal.AppendAsync(Bytes($"during {number}")).AsTask().Wait(TimeSpan.FromSeconds(20)));
                yield return Bytes($"snapshot {number}");
            }
        }
    }

    [Fact]
    public async Task It_is_due_after_the_given_bytes_and_not_before_the_log_outweighs_the_snapshot()
    {
        await using var journal = _fixture.Open(_fixture.Options(compactAfterBytes: 100), out _);
        Assert.False(journal.CompactionDue);
        await journal.AppendAsync(new byte[84]);
        Assert.True(journal.CompactionDue);

        await journal.CompactAsync([new byte[944]]);
        await journal.AppendAsync(new byte[500]);
        Assert.False(journal.CompactionDue);
        await journal.AppendAsync(new byte[500]);
        Assert.True(journal.CompactionDue);
    }

    [Fact]
    public async Task After_a_failure_it_is_due_again_only_when_as_much_was_appended()
    {
        await using var journal = _fixture.Open(_fixture.Options(compactAfterBytes: 100), out _);
        await journal.AppendAsync(new byte[84]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => journal.CompactAsync(Broken()));

        Assert.False(journal.CompactionDue);
        await journal.AppendAsync(new byte[84]);
        Assert.True(journal.CompactionDue);
    }

    [Fact]
    public async Task A_snapshot_that_throws_leaves_the_journal_as_it_was()
    {
        await using (var journal = _fixture.Open(out _))
        {
            await journal.AppendAsync(Bytes("before"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => journal.CompactAsync(Broken()));
            await journal.AppendAsync(Bytes("after"));
            await journal.CompactAsync([Bytes("all")]);
            await journal.AppendAsync(Bytes("last"));
        }

        Assert.Equal(["all", "last"], await _fixture.Reopened());
    }

    [Fact]
    public async Task A_crash_before_any_of_its_steps_loses_nothing()
    {
        int steps = 0;
        bool crashed;
        do
        {
            using var round = new JournalFixture();
            var disk = new CrashingDisk();
            List<string> acknowledged = [];
            await using (var journal = round.Open(out _, disk))
            {
                await journal.AppendAsync(Bytes("1"));
                await journal.AppendAsync(Bytes("2"));
                disk.CrashAfter(steps++);
                var compaction = journal.CompactAsync([Bytes("1"), Bytes("2")]);
                await Task.WhenAny(compaction);
                if (!disk.Crashed)
                {
                    disk.Live();
                    await journal.AppendAsync(Bytes("3"));
                    acknowledged.Add("3");
                }
            }

            crashed = disk.Crashed;
            Assert.Equal(["1", "2", .. acknowledged], await round.Reopened());
            Assert.Empty(Directory.GetFiles(round.Folder, "*.tmp"));
        }
        while (crashed);

        // Log: finish, create, header, fsync, rename, folder, end, fsync. Snapshot: create, records, header, fsync, rename, folder. Then delete.
        Assert.True(steps > 15, $"only {steps} steps were tried");
    }

    [Fact]
    public async Task A_crash_while_appends_go_on_loses_none_that_was_acknowledged()
    {
        for (int steps = 0; steps < 32; steps++)
        {
            using var round = new JournalFixture();
            var disk = new CrashingDisk();
            List<string> acknowledged = [];
            await using (var journal = round.Open(out _, disk))
            {
                await journal.AppendAsync(Bytes("0"));
                acknowledged.Add("0");
                disk.CrashAfter(steps);
                var compaction = journal.CompactAsync([Bytes("0")]);
                try
                {
                    for (int number = 1; number < 12; number++)
                    {
                        await journal.AppendAsync(Bytes($"{number}"));
                        acknowledged.Add($"{number}");
                    }
                }
                catch (JournalFailedException)
                {
                    // The crash; what follows is what the next process finds.
                }

                await Task.WhenAny(compaction);
            }

            var replayed = await round.Reopened();
            Assert.Equal(acknowledged, replayed[..acknowledged.Count]);
            Assert.True(replayed.Count <= acknowledged.Count + 1);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Broken()
    {
        yield return Bytes("half");
        throw new InvalidOperationException("no");
    }
}

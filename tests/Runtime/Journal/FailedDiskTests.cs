using Steadfast.Local.Runtime.Journal;
using static Steadfast.Local.Runtime.Tests.Journal.JournalFixture;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "fast")]
public sealed class FailedDiskTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(true, "No space left on device.")]
    [InlineData(false, "Input/output error.")]
    public async Task A_failed_write_or_fsync_fails_this_append_and_every_later_one(bool failWrites, string cause)
    {
        var disk = new FullDisk(failWrites);
        await using (var journal = _fixture.Open(out _, disk))
        {
            await journal.AppendAsync(Bytes("before"));
            disk.Fill();
            var error = await Assert.ThrowsAsync<JournalFailedException>(() => journal.AppendAsync(Bytes("during")).AsTask());
            disk.Free();
            var later = await Assert.ThrowsAsync<JournalFailedException>(() => journal.AppendAsync(Bytes("after")).AsTask());

            Assert.Contains(cause, error.Message);
            Assert.Same(error, later);
        }

        // After a failed fsync the record may be there: it was not acknowledged, and not denied either.
        Assert.Equal(failWrites ? ["before"] : ["before", "during"], await _fixture.Reopened());
    }

    [Fact]
    public async Task A_compaction_that_finds_the_disk_full_fails_alone()
    {
        var disk = new FullDisk(failWrites: true);
        await using (var journal = _fixture.Open(out _, disk))
        {
            await journal.AppendAsync(Bytes("before"));
            await Assert.ThrowsAsync<IOException>(() => journal.CompactAsync(Snapshot(disk)));
            disk.Free();
            await journal.AppendAsync(Bytes("after"));
        }

        Assert.Equal(["before", "after"], await _fixture.Reopened());
        Assert.Empty(Directory.GetFiles(_fixture.Folder, "*.tmp"));

        static IEnumerable<ReadOnlyMemory<byte>> Snapshot(FullDisk disk)
        {
            disk.Fill();
            yield return Bytes("snapshot");
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_at_once()
    {
        var disk = new FullDisk(failWrites: true);
        disk.Fill();

        Assert.Throws<IOException>(() => _fixture.Open(out _, disk));
        disk.Free();
        await using var journal = _fixture.Open(out var replayed, disk);
        Assert.Empty(replayed);
    }
}

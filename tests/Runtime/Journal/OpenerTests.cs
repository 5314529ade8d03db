using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests.Journal;

[Trait("Category", "real-processes")]
public sealed class OpenerTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_second_opener_is_told_who_has_the_journal_and_what_to_do()
    {
        await using (_fixture.Open(out _))
        {
            var error = Assert.Throws<JournalInUseException>(() => _fixture.Open(out _));

            Assert.Equal(
                $"The journal in {_fixture.Folder} is in use by process {Environment.ProcessId}. Stop that process, or choose another journal folder.",
                error.Message);
        }

        await using var next = _fixture.Open(out _);
    }

    [Fact]
    public async Task A_second_opener_is_refused_when_every_file_that_is_no_record_was_deleted()
    {
        await using (_fixture.Open(out _))
        {
            foreach (string file in Directory.GetFiles(_fixture.Folder).Where(file => !Path.GetFileName(file).StartsWith("journal-", StringComparison.Ordinal)))
            {
                TryDelete(file);
            }

            Assert.Throws<JournalInUseException>(() => _fixture.Open(out _));
        }
    }

    [Fact]
    public async Task A_closed_journal_can_be_opened_while_other_processes_are_being_started()
    {
        using CancellationTokenSource enough = new();
        Task starting = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                using System.Diagnostics.Process started = System.Diagnostics.Process.Start("dotnet", "--version")!;
                started.Kill();
            }
        }, TestContext.Current.CancellationToken);
        for (int opening = 0; opening < 300; opening++)
        {
            await using JournalLog journal = _fixture.Open(out _, new UnsyncedDisk());
        }

        await enough.CancelAsync();
        await starting;
    }

    [Fact]
    public async Task Files_are_for_the_owner_only()
    {
        string folder = Path.Combine(_fixture.Folder, "new");
        await using (var journal = _fixture.Open(_fixture.Options() with { Folder = folder }, out _))
        {
            await journal.CompactAsync([JournalFixture.Bytes("snapshot")]);
        }

        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are Unix's");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new FileInfo(folder).UnixFileMode);
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode));
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (IOException)
        {
            // Windows keeps what is open.
        }
    }
}

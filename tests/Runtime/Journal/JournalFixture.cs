using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests.Journal;

/// <summary>A journal folder of one test, with the warnings that opening it gave. Deleted at the end.</summary>
internal sealed class JournalFixture : IDisposable, ILogger
{
    private readonly ConcurrentQueue<string> _warnings = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("steadfast-journal-").FullName;

    public IReadOnlyCollection<string> Warnings => _warnings;

    public string OnlyLog => Assert.Single(Directory.GetFiles(Folder, "*.log"));

    public JournalOptions Options(JournalDisk? disk = null, FsyncPolicy fsync = FsyncPolicy.EveryGroup, long compactAfterBytes = 1 << 20) =>
        new(Folder, fsync, compactAfterBytes, TimeProvider.System) { Disk = disk ?? new JournalDisk() };

    public JournalLog Open(out List<string> replayed, JournalDisk? disk = null) => Open(Options(disk), out replayed);

    public JournalLog Open(JournalOptions options, out List<string> replayed)
    {
        List<string> records = [];
        replayed = records;
        return JournalLog.Open(options, record => records.Add(Encoding.UTF8.GetString(record)), this);
    }

    /// <summary>Opens, closes, and tells what was there.</summary>
    public async Task<List<string>> Reopened()
    {
        await using var journal = Open(out var replayed);
        return replayed;
    }

    /// <summary>Writes each record in a group of its own.</summary>
    public async Task<List<string>> Fill(int count, Func<int, string>? text = null)
    {
        await using var journal = Open(out _, new UnsyncedDisk());
        List<string> records = [.. Enumerable.Range(0, count).Select(text ?? Varied)];
        foreach (string record in records)
        {
            await journal.AppendAsync(Bytes(record));
        }

        return records;
    }

    /// <summary>Leaves the folder as a process does that is killed when it had told nobody of what is behind this length of its log.</summary>
    public void KillBehind(long length) => KillBehind(OnlyLog, length);

    public static void KillBehind(string log, long length)
    {
        int number = SegmentFile.List(Path.GetDirectoryName(log)!).Single(file => file.Path == log).Number;
        File.WriteAllBytes(JournalEnd.PathIn(Path.GetDirectoryName(log)!), new JournalEnd(number, length, IsSealed: false).ToBytes());
    }

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Varied(int number) => $"{number}:{new string((char)('a' + number % 26), number * 7 % 113)}";

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> text)
    {
        if (IsEnabled(level))
        {
            _warnings.Enqueue(text(state, exception));
        }
    }
}

using System.Net;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

/// <summary>A real pair with a table of notes, and a watch on who accepts writes.</summary>
internal sealed class PairUnderTest : IAsyncDisposable
{
    public const string Web = "web";
    public const string Functions = "functions";

    private readonly TestFolder _folder;

    private PairUnderTest(TestFolder folder, DatabasePair pair)
    {
        (_folder, Pair) = (folder, pair);
        Writable = WritableServers.Watch(pair);
    }

    public DatabasePair Pair { get; }

    public WritableServers Writable { get; }

    public static async Task<PairUnderTest> StartAsync(DataTemplate template, bool isStrict = false)
    {
        TestFolder folder = new();
        Dictionary<string, IPEndPoint> entrances = new() { [Web] = Loopback.Any(), [Functions] = Loopback.Any() };
        DatabasePairOptions options = new(folder.At("pair"), Loopback.Free(), Loopback.Free(), entrances) { Template = template.Path };
        options = isStrict ? options with { CommitWait = Timeout.InfiniteTimeSpan } : options;
        PairUnderTest test = new(folder, await DatabasePair.StartAsync(options, TestContext.Current.CancellationToken));
        await test.ExecuteAsync("CREATE TABLE notes (id BIGINT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(500) NOT NULL, UNIQUE (text))");
        return test;
    }

    public string FileAt(string name) => _folder.At(name);

    public Task ExecuteAsync(string sql) => Pair.AskAsApplicationAsync(session => session.Execute(sql), TimeSpan.FromSeconds(3));

    public Task<IReadOnlyList<string>> NotesAsync() =>
        Pair.AskAsApplicationAsync(static session => session.Column("SELECT text FROM notes ORDER BY id"), TimeSpan.FromSeconds(3));

    public static Task<IReadOnlyList<string>> NotesOnAsync(DatabaseMember member) =>
        member.Server.AskAsync(static session => session.Column("SELECT text FROM steadfast.notes ORDER BY id"));

    /// <summary>Every test ends with this: there were answers, and never two servers accepted writes.</summary>
    public void AssertNeverTwoWritable()
    {
        Assert.True(Writable.Answers > 0);
        Assert.Empty(Writable.Overlaps());
    }

    public async ValueTask DisposeAsync()
    {
        await Writable.DisposeAsync();
        await Pair.DisposeAsync();
        _folder.Dispose();
    }
}

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// Asks both servers every 10 ms whether they accept writes, each over a connection and on a thread of its own, and keeps every span of
/// time in which one did. A server that does not answer accepts nothing that anybody could see.
/// </summary>
public sealed class WritableServers : IAsyncDisposable
{
    /// <summary>Time between two questions to the same server.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly CancellationTokenSource _stopping = new();
    private readonly WritableSpans[] _spans;
    private readonly Task[] _watching;
    private long _answers;

    private WritableServers(DatabasePair pair, TimeProvider clock)
    {
        _clock = clock;
        _started = clock.GetTimestamp();
        _spans = [.. pair.Members.Select(static member => new WritableSpans(member.Name))];
        _watching = [.. pair.Members.Zip(_spans, (member, spans) =>
            Task.Factory.StartNew(
                () => Watch(member, spans), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>Answers that were got so far. Without any, nothing is proved.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Begins to ask.</summary>
    public static WritableServers Watch(DatabasePair pair, TimeProvider? clock = null) => new(pair, clock ?? TimeProvider.System);

    /// <summary>Every time in which both accepted writes, counted from the beginning. Empty is what must be.</summary>
    public IReadOnlyList<WritableOverlap> Overlaps() => WritableSpans.Overlaps(_spans[0], _spans[1]);

    /// <summary>Ends asking.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watching);
    }

    private void Watch(DatabaseMember member, WritableSpans spans)
    {
        SqlSession? session = null;
        while (!_stopping.Token.WaitHandle.WaitOne(Interval))
        {
            var asked = _clock.GetElapsedTime(_started);
            bool? writable = member.Server.IsRunning ? Ask(member, ref session) : null;
            if (writable is not null)
            {
                Interlocked.Increment(ref _answers);
            }

            spans.Add(asked, _clock.GetElapsedTime(_started), writable == true);
        }

        session?.Dispose();
    }

    /// <summary>Null when there was no answer; the next question is asked over a new connection.</summary>
    private static bool? Ask(DatabaseMember member, ref SqlSession? session)
    {
        SqlSession? current = session;
        try
        {
            return SqlFailure.Named(member.Name, () =>
            {
                current ??= SqlSession.AsAdministrator(member.Server.Folder.Socket, MariaDbServer.QuestionTimeout);
                return PrimaryRole.IsWritable(current);
            });
        }
        catch (DatabaseException)
        {
            current?.Dispose();
            current = null;
            return null;
        }
        finally
        {
            session = current;
        }
    }
}

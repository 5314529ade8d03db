using System.Diagnostics;
using System.Globalization;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

/// <summary>Writes one row after the other through the endpoint and remembers which ones were acknowledged. A row that was not is never written again.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private readonly DatabasePair _pair;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _acknowledged = [];
    private readonly Task _writing;

    public Writer(DatabasePair pair)
    {
        _pair = pair;
        _writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public TimeSpan LongestGap { get; private set; }

    public int Count
    {
        get
        {
            lock (_acknowledged)
            {
                return _acknowledged.Count;
            }
        }
    }

    public IReadOnlySet<string> AcknowledgedSoFar()
    {
        lock (_acknowledged)
        {
            return _acknowledged.ToHashSet();
        }
    }

    public Task MoreAsync(int rows = 20)
    {
        int enough = Count + rows;
        return Eventually.TrueAsync(() => Count >= enough, $"{rows} more rows were acknowledged");
    }

    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        return _acknowledged;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Write()
    {
        var sinceLast = Stopwatch.StartNew();
        for (int number = 0; !_stopping.IsCancellationRequested;)
        {
            try
            {
                _pair.AskAsApplicationAsync(session => WriteOver(session, ref number, sinceLast), TimeSpan.FromSeconds(2)).GetAwaiter().GetResult();
            }
            catch (DatabaseException)
            {
                // The connection is gone or the server refuses: the next row over a new connection, after a moment.
                _stopping.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    private bool WriteOver(SqlSession session, ref int number, Stopwatch sinceLast)
    {
        while (!_stopping.IsCancellationRequested)
        {
            string text = (++number).ToString(CultureInfo.InvariantCulture);
            session.Execute("INSERT INTO notes (text) VALUES (@p0)", text);
            lock (_acknowledged)
            {
                _acknowledged.Add(text);
            }

            LongestGap = sinceLast.Elapsed > LongestGap ? sinceLast.Elapsed : LongestGap;
            sinceLast.Restart();
            _stopping.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(2));
        }

        return true;
    }
}

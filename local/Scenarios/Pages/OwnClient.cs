using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>
/// The page's own client: asks and writes while somebody looks and no story brings clients of its own. Whoever writes, what was acknowledged is compared
/// with what is stored again and again.
/// </summary>
internal sealed class OwnClient : IAsyncDisposable
{
    private const int RequestsPerSecond = 30;
    private const int WritesPerSecond = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly TwinShow _show;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private Twin? _served;
    private TrafficClient? _requests;
    private NotesClient? _writes;

    /// <summary>Begins to look whether somebody looks.</summary>
    public OwnClient(TwinShow show, TimeProvider clock)
    {
        _show = show;
        _clock = clock;
        _running = Task.WhenAll(RepeatAsync(FollowAsync, Interval), RepeatAsync(CompareAsync, CompareEvery));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await EndAsync();
        _stop.Dispose();
    }

    private async Task RepeatAsync(Func<Task> act, TimeSpan every)
    {
        while (!_stop.IsCancellationRequested)
        {
            await act();
            await Task.Delay(every, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync()
    {
        StageState now = _show.Now;
        Twin? wanted = now.Phase is StagePhase.Free or StagePhase.Played && _show.IsWatched ? now.Twin : null;
        bool isOver = _requests?.Finished.IsCompleted == true;
        if (_served is not null && (wanted != _served || isOver))
        {
            await EndAsync();
        }

        if (wanted is not null && _served is null)
        {
            Begin(wanted);
        }
    }

    private void Begin(Twin twin)
    {
        _served = twin;
        _requests = TrafficClient.Start(new(twin.Addresses.ClientUrl, RequestsPerSecond) { Clock = _clock, Timeout = Timeout, Ended = _show.Tape.Request, Cookie = twin.SignIn?.Session });
        if (twin.Database is not null)
        {
            _writes = NotesClient.Start(new(new Uri(twin.Addresses.ClientUrl, "api/notes"), WritesPerSecond) { Clock = _clock, WriteEnded = _show.Tape.Write, Cookie = twin.SignIn?.Session });
            _show.Tape.Follow(_writes);
        }
    }

    private async Task EndAsync()
    {
        await Task.WhenAll(_requests?.StopAsync() ?? Task.CompletedTask, _writes?.StopAsync() ?? Task.CompletedTask);
        (_served, _requests, _writes) = (null, null, null);
    }

    // Also of the clients that a story brings. Past every way that clients take, so that a broken way hides nothing.
    private async Task CompareAsync()
    {
        if (_show.Now is not { Twin.Database: { } database } || !_show.IsWatched || _show.Tape.Writer is not { } writer)
        {
            return;
        }

        try
        {
            IReadOnlySet<string> acknowledged = writer.AcknowledgedTexts(_clock.GetUtcNow());
            HashSet<string> stored = [.. await database.StoredNotesAsync(_stop.Token)];
            _show.Tape.Compared(writer, acknowledged.Count(text => !stored.Contains(text)));
        }
        catch (Exception problem) when (problem is DatabaseException or OperationCanceledException or InvalidOperationException)
        {
            // The primary does not answer, or goes away with the stack: the next look tells.
        }
    }
}

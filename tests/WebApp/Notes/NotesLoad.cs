using System.Collections.Concurrent;

namespace Steadfast.WebApp.Tests.Notes;

/// <summary>A client that reads and writes at a steady rate and never stops to wait for answers. Remembers every note it was told is stored.</summary>
public sealed class NotesLoad : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly NotesClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _open = [];
    private readonly ConcurrentBag<string> _failed = [];
    private readonly ConcurrentBag<string> _stored = [];
    private readonly Task _run;
    private int _answers;

    public NotesLoad(NotesClient client, int readsPerTick, int writesPerTick)
    {
        _client = client;
        _run = RunAsync(readsPerTick, writesPerTick);
    }

    /// <summary>Answers so far, of every kind.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Texts of the notes that were acknowledged.</summary>
    public IReadOnlyCollection<string> Stored => _stored;

    /// <summary>Ends the load, waits for what is open, and returns what failed.</summary>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Task.WhenAll(_open);
        return _failed;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task RunAsync(int reads, int writes)
    {
        using PeriodicTimer timer = new(Tick, TimeProvider.System);
        for (int tick = 0; !_stop.IsCancellationRequested; tick++)
        {
            for (int read = 0; read < reads; read++)
            {
                _open.Add(CountAsync("read", 200, () => _client.ListAsync("?limit=5")));
            }

            for (int write = 0; write < writes; write++)
            {
                string text = $"note {tick}.{write}";
                _open.Add(CountAsync(text, 201, () => _client.AddAsync(text)));
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task CountAsync(string what, int expected, Func<Task<Answer>> request)
    {
        try
        {
            var answer = await request();
            // A write that was tried again may find its own first try: 200, and stored all the same.
            if (answer.Status != expected && answer.Status != 200)
            {
                _failed.Add($"{what}: {answer.Status} {answer.Code}");
            }
            else if (expected == 201)
            {
                _stored.Add(what);
            }
        }
        catch (HttpRequestException e)
        {
            _failed.Add($"{what}: {e.Message}");
        }

        Interlocked.Increment(ref _answers);
    }
}

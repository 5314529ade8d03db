using System.Diagnostics;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Asks for one thing again and again and writes down what came of it.</summary>
/// <param name="ask">Asks once and says what came: the status, or what was wrong with the answer.</param>
internal sealed class RepeatedRequest(Func<CancellationToken, Task<string>> ask, TimeSpan interval, TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<AnsweredRequest> _answered = [];
    private Task _asking = Task.CompletedTask;

    /// <summary>Every request so far, in the order in which they were answered.</summary>
    public IReadOnlyList<AnsweredRequest> Answered
    {
        get
        {
            lock (_gate)
            {
                return [.. _answered];
            }
        }
    }

    /// <summary>Begins to ask.</summary>
    public void Start() => _asking = AskAsync(_end.Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _asking;
        _end.Dispose();
    }

    private async Task AskAsync(CancellationToken ct)
    {
        using PeriodicTimer timer = new(interval, clock);
        try
        {
            do
            {
                AnsweredRequest answered = await AskOnceAsync(ct);
                lock (_gate)
                {
                    _answered.Add(answered);
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Enough was asked.
        }
    }

    private async Task<AnsweredRequest> AskOnceAsync(CancellationToken ct)
    {
        long began = Stopwatch.GetTimestamp();
        string outcome;
        try
        {
            outcome = await ask(ct);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            outcome = e.GetType().Name;
        }

        return new(clock.GetUtcNow(), outcome, Stopwatch.GetElapsedTime(began));
    }
}

/// <summary>One request.</summary>
/// <param name="At">Time of its answer.</param>
/// <param name="Outcome">The status, or what happened instead of an answer.</param>
/// <param name="Took">Time that it took.</param>
internal sealed record AnsweredRequest(DateTimeOffset At, string Outcome, TimeSpan Took);

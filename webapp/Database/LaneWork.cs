namespace Steadfast.WebApp.Database;

/// <summary>One request for a lane.</summary>
internal interface ILaneWork
{
    /// <summary>False when nobody waits for the result any more.</summary>
    bool Wanted { get; }

    /// <summary>When the one who waits gives up, as a timestamp of the clock.</summary>
    long GivesUpAt { get; }

    /// <summary>Whether trouble may be waited out.</summary>
    bool Patient { get; }

    /// <summary>Does the work; what it throws is for the lane to judge.</summary>
    void Run(DatabaseSession session);

    /// <summary>Notes why a try failed, for the case that time runs out.</summary>
    void Troubled(FailureKind kind);

    /// <summary>The last try failed.</summary>
    void Fail(DatabaseFailureException failure);
}

/// <inheritdoc cref="ILaneWork"/>
internal sealed class LaneWork<T>(Func<DatabaseSession, T> run, long givesUpAt, bool patient) : ILaneWork
{
    // Continuations elsewhere: a lane must not answer HTTP requests.
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _abandoned;

    /// <summary>Completes with the result, or with a <see cref="DatabaseFailureException"/>.</summary>
    public Task<T> Result => _result.Task;

    /// <summary>Why the last try failed; null when none did.</summary>
    public FailureKind? Trouble { get; private set; }

    public bool Wanted => !_abandoned;

    public long GivesUpAt => givesUpAt;

    public bool Patient => patient;

    /// <summary>From now on nobody waits for the result.</summary>
    public void Abandon() => _abandoned = true;

    public void Run(DatabaseSession session) => _result.TrySetResult(run(session));

    public void Troubled(FailureKind kind) => Trouble = kind;

    public void Fail(DatabaseFailureException failure)
    {
        // A failure that nobody awaits would be reported as an unobserved one.
        if (Wanted)
        {
            _result.TrySetException(failure);
        }
    }
}

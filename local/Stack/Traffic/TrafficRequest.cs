namespace Steadfast.Local.Stack.Traffic;

/// <summary>One finished request, as the client saw it.</summary>
/// <param name="SentAt">When it was sent, counted from the client's start.</param>
/// <param name="Took">How long it took until the answer was complete or the request had failed.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">HTTP status, or 0.</param>
/// <param name="ServedBy">Number of the instance in the client's list of names; 0 when no answer named one.</param>
internal readonly record struct TrafficRequest(TimeSpan SentAt, TimeSpan Took, TrafficOutcome Outcome, short Status, short ServedBy)
{
    public TimeSpan EndedAt => SentAt + Took;

    public bool Good => Outcome == TrafficOutcome.Good;
}

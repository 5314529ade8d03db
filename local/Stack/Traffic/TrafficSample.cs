namespace Steadfast.Local.Stack.Traffic;

/// <summary>One request that has ended, for whoever follows a client as it goes.</summary>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Failure">How it failed, for example <c>Reset</c> or <c>Status 503</c>; null when it was answered well.</param>
public readonly record struct TrafficSample(DateTimeOffset EndedAt, TimeSpan Took, string? Failure)
{
    internal static TrafficSample Of(HttpExchange.Result result, DateTimeOffset endedAt) => new(endedAt, result.Took, result.Outcome switch
    {
        TrafficOutcome.Good => null,
        TrafficOutcome.Status => $"Status {result.Status}",
        _ => $"{result.Outcome}",
    });
}

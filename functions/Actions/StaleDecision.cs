namespace Steadfast.Functions.Actions;

/// <summary>Tells which decisions are too old to be carried out: things are not as they were when it was made. Pure.</summary>
internal static class StaleDecision
{
    // A decision is carried out within seconds unless the automation, or what it has to read first, was away in between.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(2);

    /// <summary>Tells whether a decision is too old.</summary>
    public static bool Is(DateTime seenAt, DateTimeOffset now) => now.UtcDateTime - seenAt > MaxAge;

    /// <summary>Returns the answer that has it made anew at once.</summary>
    public static StartedOperation MadeAnew(DateTime seenAt) =>
        new(StartKind.NotNow, null, TimeSpan.Zero, $"the decision is of {seenAt:HH:mm:ss} UTC, which is too long ago, so it is made anew");
}

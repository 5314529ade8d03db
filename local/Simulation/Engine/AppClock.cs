namespace Steadfast.Local.Simulation.Engine;

/// <summary>The clock of one start of the Function App: it may be wrong by a while, and of an app that was killed no timer fires.</summary>
internal sealed class AppClock(TimeProvider world) : TimeProvider
{
    /// <summary>Its lead.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>True when the app was killed.</summary>
    public bool IsDead { get; set; }

    public override long TimestampFrequency => world.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + Ahead;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => world.CreateTimer(
        given =>
        {
            if (!IsDead)
            {
                callback(given);
            }
        },
        state, dueTime, period);
}

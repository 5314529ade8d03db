namespace Steadfast.Local.AzureEmulator;

/// <summary>A bucket of requests at one moment. Pure: it is given the time and answers with what it is then.</summary>
internal readonly record struct TokenBucket(BucketSize Size, double Tokens, DateTimeOffset At)
{
    public static TokenBucket Full(BucketSize size, DateTimeOffset now) => new(size, size.Capacity, now);

    public bool IsFull => Tokens >= Size.Capacity;

    /// <summary>Filled up to now. A minute may pass quicker than on the clock: that is the pace's doing.</summary>
    public TokenBucket Refilled(DateTimeOffset now, TimeSpan minute) => now <= At
        ? this
        : this with { Tokens = Math.Min(Size.Capacity, Tokens + (now - At) / minute * Size.RefillPerMinute), At = now };

    /// <summary>Time until it holds a request again; zero when it does.</summary>
    public TimeSpan Wait(TimeSpan minute) => Tokens >= 1 ? TimeSpan.Zero : minute * ((1 - Tokens) / Size.RefillPerMinute);

    public TokenBucket Taken() => this with { Tokens = Tokens - 1 };
}

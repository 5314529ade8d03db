namespace Steadfast.Local.Stack.Traffic;

/// <summary>Requests of the outside client, and their rate.</summary>
/// <param name="Target">What is asked for, for example <c>http://127.0.0.1:8080/</c>. Plain http and a numeric address.</param>
/// <param name="RatePerSecond">Requests sent per second, whatever the answers; 1 to 5,000.</param>
public sealed record TrafficOptions(Uri Target, int RatePerSecond)
{
    /// <summary>A request without a complete answer after this long has failed. Default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Session to come with, as the header <c>Cookie</c> has it; null for none. Default none.</summary>
    public string? Cookie { get; init; }

    /// <summary>The client stops by itself after this long. Default 10 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The client stops by itself after this many requests, 24 bytes of memory each. Default 500,000.</summary>
    public int MaxRequests { get; init; } = 500_000;

    /// <summary>Told of each request that has ended, on any thread; it must return at once. Null, the default: nobody is told.</summary>
    public Action<TrafficSample>? Ended { get; init; }

    /// <summary>Clock of the schedule and of every time that is reported.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Throws with every setting that is out of range.</summary>
    public void Validate()
    {
        List<string> wrong = [];
        if (Target.Scheme != "http" || !System.Net.IPAddress.TryParse(Target.Host, out _))
        {
            wrong.Add($"Target is {Target}; it must be http with a numeric address.");
        }

        if (RatePerSecond is < 1 or > 5_000)
        {
            wrong.Add($"RatePerSecond is {RatePerSecond}; it must be 1 to 5000.");
        }

        if (Timeout <= TimeSpan.Zero || Duration <= TimeSpan.Zero || MaxRequests < 1)
        {
            wrong.Add("Timeout, Duration and MaxRequests must be greater than zero.");
        }

        if (wrong.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', wrong));
        }
    }
}

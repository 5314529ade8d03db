namespace Steadfast.Local.Stack.Traffic;

/// <summary>Outcome of one request.</summary>
public enum TrafficOutcome : byte
{
    /// <summary>Status 200 to 299 and a complete body, in time.</summary>
    Good,

    /// <summary>A complete answer with another status.</summary>
    Status,

    /// <summary>The connection was refused.</summary>
    Refused,

    /// <summary>The connection was reset.</summary>
    Reset,

    /// <summary>The connection was closed before the answer was complete.</summary>
    Closed,

    /// <summary>No complete answer in time.</summary>
    Timeout,

    /// <summary>The answer was not HTTP, or longer than a megabyte.</summary>
    Malformed,

    /// <summary>Anything else, for example no free local port.</summary>
    Other,
}

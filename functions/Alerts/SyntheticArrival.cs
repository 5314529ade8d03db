using Microsoft.DurableTask.Entities;

namespace Steadfast.Functions.Alerts;

/// <summary>Tells that the synthetic alert came through the whole path.</summary>
/// <param name="FiredAt">When it fired, by itself, UTC; null when it does not say.</param>
/// <param name="ReceivedAt">When it arrived, UTC.</param>
public sealed record SyntheticArrival(DateTime? FiredAt, DateTime ReceivedAt)
{
    /// <summary>Names the entity that is told of it: the watchdog of the stack.</summary>
    public static readonly EntityInstanceId Receiver = new("Watch", "stack");

    /// <summary>Names the operation of that entity.</summary>
    public const string Operation = "SyntheticCame";

    /// <summary>Gets the time from the rule to here, in milliseconds; null when that is not known.</summary>
    public double? LatencyMs => (ReceivedAt - FiredAt)?.TotalMilliseconds;
}

namespace Steadfast.Functions.Telemetry;

/// <summary>
/// Keeps what is only rehearsed out of metrics and traces: whoever counts incidents, or is alerted by them, must not count those that never
/// were. It holds for the flow of calls in which it was begun, and for nothing beside it.
/// </summary>
internal static class Muting
{
    private static readonly AsyncLocal<bool> Muted = new();

    /// <summary>Gets whether nothing is counted and no span begins.</summary>
    public static bool IsOn => Muted.Value;

    /// <summary>Begins it, for all that is called from here on.</summary>
    public static void Begin() => Muted.Value = true;
}

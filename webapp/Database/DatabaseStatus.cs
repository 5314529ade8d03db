namespace Steadfast.WebApp.Database;

/// <summary>State of the database at one moment, as this instance finds it. Part of <c>/status</c>.</summary>
/// <param name="State">ok, slow, readOnly, unreachable; none when no database is configured.</param>
/// <param name="Since">Since when it has been in this state.</param>
/// <param name="Error">A code for what is wrong, for example <c>timeout</c>; null when nothing is, or when it is slow without errors.</param>
/// <param name="LookedAt">When it was last looked at; null before the first look.</param>
/// <param name="LatencyMs">How long that look took; null when it had no answer.</param>
internal sealed record DatabaseStatus(DatabaseState State, DateTimeOffset? Since, string? Error, DateTimeOffset? LookedAt, double? LatencyMs)
{
    /// <summary>Answer of an instance without a database.</summary>
    public static DatabaseStatus None { get; } = new(DatabaseState.None, null, null, null, null);
}

namespace Steadfast.Local.Stack.Databases;

/// <summary>A failover that was done, and what took how long.</summary>
/// <param name="Primary">Name of the server that is the primary now.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Planned">Whether the old primary stopped by itself.</param>
/// <param name="Close">Until the old primary could write no more: closed when planned, killed when not.</param>
/// <param name="Apply">Until the new primary had applied everything.</param>
/// <param name="Open">Until the new primary accepted writes and clients reached it.</param>
public sealed record FailoverReport(string Primary, string Zone, bool Planned, TimeSpan Close, TimeSpan Apply, TimeSpan Open)
{
    /// <summary>Sum of the parts.</summary>
    public TimeSpan Total => Close + Apply + Open;
}

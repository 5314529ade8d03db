namespace Steadfast.Local.Stack.Databases;

/// <summary>The primary, and what both have in common. Changed by one at a time, read by anybody.</summary>
internal sealed class PairRoles(
    DatabaseMember primary, DatabaseMember standby, DatabaseAccounts accounts, DatabaseEndpoint endpoint, TimeProvider clock)
{
    private volatile Pair _now = new(primary, standby);
    private int? _takingOver;

    public DatabaseMember Primary => _now.Primary;

    public DatabaseMember Standby => _now.Standby;

    public DatabaseAccounts Accounts { get; } = accounts;

    public DatabaseEndpoint Endpoint { get; } = endpoint;

    public TimeProvider Clock { get; } = clock;

    public Pair Now => _now;

    public void Swap()
    {
        _now = new(Standby, Primary);
        ForgetTakeover();
    }

    /// <summary>The standby has begun to take over: nothing more will come from the primary, so it may stop receiving.</summary>
    public void BeginTakeover() => _takingOver = Standby.Server.ProcessId;

    /// <summary>The primary writes again, or the standby follows again.</summary>
    public void ForgetTakeover() => _takingOver = null;

    /// <summary>
    /// True when a takeover was begun and broke off, by the very process that is the standby now. It can be taken up again.
    /// </summary>
    public bool TakeoverBrokeOff => _takingOver is { } process && process == Standby.Server.ProcessId;

    /// <summary>Both at one moment.</summary>
    public sealed record Pair(DatabaseMember Primary, DatabaseMember Standby);
}

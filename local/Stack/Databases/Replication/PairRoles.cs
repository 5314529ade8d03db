namespace Steadfast.Local.Stack.Databases;

/// <summary>Who is the primary, and what both have in common. Changed by one at a time, read by anybody.</summary>
internal sealed class PairRoles(DatabaseMember primary, DatabaseMember standby, DatabaseAccounts accounts, DatabaseEndpoint endpoint, TimeProvider clock)
{
    private volatile Pair _now = new(primary, standby);

    public DatabaseMember Primary => _now.Primary;

    public DatabaseMember Standby => _now.Standby;

    public DatabaseAccounts Accounts { get; } = accounts;

    public DatabaseEndpoint Endpoint { get; } = endpoint;

    public TimeProvider Clock { get; } = clock;

    public Pair Now => _now;

    public void Swap() => _now = new(Standby, Primary);

    /// <summary>Both at one moment.</summary>
    public sealed record Pair(DatabaseMember Primary, DatabaseMember Standby);
}

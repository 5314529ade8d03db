namespace Steadfast.Local.Stack.Databases;

/// <summary>One of the two servers of a pair.</summary>
/// <param name="Zone">Zone it stands in.</param>
/// <param name="Server">The server.</param>
public sealed record DatabaseMember(string Zone, MariaDbServer Server)
{
    /// <summary>Name in messages.</summary>
    public string Name => Server.Options.Name;
}

using System.Net;

namespace Steadfast.Local.Stack.Databases;

/// <summary>One server.</summary>
/// <param name="Name">Name in messages, for example <c>db-1</c>.</param>
/// <param name="Folder">Folder of its own; made when it is not there. When root starts the server, others must be able to pass through the
/// folders above.</param>
/// <param name="Address">Where it listens: an address of 127.0.0.0/8.</param>
/// <param name="ServerId">Number that no other server of the pair has.</param>
/// <param name="Accounts">The accounts it is given when it starts for the first time.</param>
public sealed record MariaDbServerOptions(string Name, string Folder, IPEndPoint Address, int ServerId, DatabaseAccounts Accounts)
{
    /// <summary>
    /// A data folder that was made before (<see cref="MariaDbServer.MakeTemplateAsync"/>) and is copied; null makes a new one, which takes
    /// longer.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>Time that a start may take. Default 30 s.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that an orderly stop may take before it is killed. Default 15 s.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Time that a commit waits for a standby that has fallen silent; see <see cref="DatabasePairOptions.CommitWait"/>. Default 1.5 s.
    /// </summary>
    public TimeSpan CommitWait { get; init; } = DatabasePairOptions.UsualCommitWait;

    /// <summary>Clock of deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

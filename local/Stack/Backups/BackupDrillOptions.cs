using System.Net;

namespace Steadfast.Local.Stack.Backups;

/// <summary>Settings of the trial of a backup.</summary>
/// <param name="Folder">Folder for the backup and the restored server; made when it is not there. When root runs it, others must be able to
/// pass through the folders above.</param>
/// <param name="Address">Where the restored server listens.</param>
public sealed record BackupDrillOptions(string Folder, IPEndPoint Address)
{
    /// <summary>Time that writing goes on after the backup, and again after the moment that is restored. Default 2 s.</summary>
    public TimeSpan WriteFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The table that is compared.</summary>
    public string Table { get; init; } = "notes";

    /// <summary>The column of it that holds what the client calls acknowledged.</summary>
    public string Column { get; init; } = "text";

    /// <summary>Clock of durations.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

namespace Steadfast.Local.Stack.Databases;

/// <summary>The configuration of a server of the pair. Every server is made to be the standby: only the pair makes one writable.</summary>
internal static class ServerConfiguration
{
    // The server has no word for ever.
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(365);

    /// <summary>Size of the log of the storage engine.</summary>
    public const string LogFileSize = "8M";

    /// <summary>Text of the file.</summary>
    public static string Of(MariaDbServerOptions options, ServerFolder folder) => $"""
        [mariadbd]
        datadir={folder.Data}
        socket={folder.Socket}
        pid-file={folder.PidFile}
        tmpdir={folder.Data}
        bind-address={options.Address.Address}
        port={options.Address.Port}
        server-id={options.ServerId}
        skip-name-resolve
        character-set-server=utf8mb4
        # Small, so that a pair starts quickly and several fit on one machine.
        innodb-buffer-pool-size=64M
        innodb-log-file-size={LogFileSize}
        max-connections=300
        # A commit that was acknowledged is on disk, in the binary log too.
        sync-binlog=1
        innodb-flush-log-at-trx-commit=1
        log-bin=binlog
        log-slave-updates=ON
        binlog-format=ROW
        gtid-strict-mode=ON
        relay-log=relay
        relay-log-recovery=ON
        slave-net-timeout=5
        # A server that comes back by itself writes nothing and follows nobody until the pair says so.
        read-only=ON
        skip-slave-start=ON
        rpl-semi-sync-slave-enabled=ON
        # On at the primary only: at a standby it would stall the thread that applies changes.
        rpl-semi-sync-master-enabled=OFF
        # Others see a row only after the standby has it, so nothing that anybody has read is lost either.
        rpl-semi-sync-master-wait-point=AFTER_SYNC
        rpl-semi-sync-master-timeout={(options.CommitWait == Timeout.InfiniteTimeSpan ? ForEver : options.CommitWait).TotalMilliseconds:0}

        """;
}

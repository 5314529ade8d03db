using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Backups;

/// <summary>
/// Tries whether the data could be brought back: a full backup of the primary and its binary logs while it is being written to, a restore
/// to one moment in between on a third server, and a comparison with what was there, and acknowledged, at that moment.
/// </summary>
public sealed class BackupDrill
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(30);

    private readonly DatabasePair _pair;
    private readonly BackupDrillOptions _options;
    private readonly string _backups;

    private BackupDrill(DatabasePair pair, BackupDrillOptions options)
    {
        _pair = pair;
        _options = options;
        Directory.CreateDirectory(options.Folder);
        _backups = new ServerFolder(Path.Combine(options.Folder, "backups")).Open().Path;
    }

    /// <summary>
    /// Runs the drill while the caller writes through the endpoint. The pair is left as it was; the third server is ended.
    /// </summary>
    /// <param name="acknowledged">What the client has been told is stored by now, for example <c>NotesClient.AcknowledgedTexts</c>.</param>
    /// <exception cref="DatabaseException">A backup or a restore failed; the message says which.</exception>
    public static Task<BackupDrillResult> RunAsync(
        DatabasePair pair, BackupDrillOptions options, Func<IReadOnlySet<string>> acknowledged, CancellationToken ct = default) =>
        new BackupDrill(pair, options).RunAsync(acknowledged, ct);

    private async Task<BackupDrillResult> RunAsync(Func<IReadOnlySet<string>> acknowledged, CancellationToken ct)
    {
        var clock = _options.Clock;
        var primary = _pair.Primary.Server;
        long started = clock.GetTimestamp();
        var backup = await PhysicalBackup.TakeAsync(primary, Path.Combine(_backups, "full"), ct);
        var backupTook = clock.GetElapsedTime(started);

        await Task.Delay(_options.WriteFor, clock, ct);
        // Asked before the look at the table, so everything in it was stored by then.
        var known = acknowledged();
        var then = await primary.AskAsync(session => TableState.ReadAtOneMoment(session, Table, _options.Column), StatementTimeout, ct);
        await Task.Delay(_options.WriteFor, clock, ct);
        var logs = await BinaryLogs.KeepAsync(primary, Path.Combine(_backups, "logs"), ct);
        int later = await primary.AskAsync(session => TableState.CountRows(session, Table), StatementTimeout, ct) - then.Values.Count;

        long restoring = clock.GetTimestamp();
        await using MariaDbServer third = new(
            new("restored", Path.Combine(_options.Folder, "restored"), _options.Address, 3, _pair.Accounts) { Clock = clock });
        await third.Folder.Open().CopyFromAsync(backup.Data, ct);
        await third.StartAsync(ct: ct);
        long applying = clock.GetTimestamp();
        await logs.ApplyAsync(third, backup.Position, then.Position, ct);
        var applyTook = clock.GetElapsedTime(applying);
        var now = await third.AskAsync(session => TableState.Read(session, Table, _options.Column), StatementTimeout, ct);

        return new BackupDrillResult
        {
            BackupTook = backupTook,
            BackupBytes = backup.Bytes,
            LogBytes = logs.Bytes,
            RestoreTook = clock.GetElapsedTime(restoring),
            ApplyTook = applyTook,
            Position = then.Position,
            RowsThen = then.Values.Count,
            RowsRestored = now.Values.Count,
            RowsLater = later,
            AcknowledgedThen = known.Count,
            Lost = [.. known.Except(now.Values).Order(StringComparer.Ordinal)],
            Exact = now.Checksum == then.Checksum && now.Values.SequenceEqual(then.Values),
        };
    }

    private string Table => $"{_pair.Accounts.Database}.{_options.Table}";
}

using System.Globalization;
using System.Net.Sockets;
using Steadfast.Functions.Platform;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Local.Simulation.Models;

/// <summary>The database of a world: a primary, a standby, and a ledger of what was acknowledged and of what the standby has.</summary>
internal sealed class DatabasePair(WorldClock clock, EventLog log) : IDatabaseServers
{
    private static readonly byte[] Greeting = [10, 0, 0, 0, 10, .. "8.4.0-sim\0"u8];

    // A value a minute, and half a minute before a value that speaks against the standby is believed.
    private static readonly TimeSpan MetricGrain = TimeSpan.FromSeconds(90);

    private bool _firstIsPrimary = true;
    private bool _isDead;
    private bool _isHung;
    private DateTimeOffset _notOkSince;
    private DateTimeOffset _acknowledgedAt;
    private DateTimeOffset? _missedSince;
    private string _said = "ok";

    /// <summary>True while the primary's storage is full, so that it takes no writes.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>True while the web servers and the Function App cannot reach the primary.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>True while the standby is gone.</summary>
    public bool StandbyIsDead { get; private set; }

    /// <summary>True while the standby receives nothing, so that writes are acknowledged without it.</summary>
    public bool IsDegraded { get; set; }

    /// <summary>Delay of the standby in applying.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>Writes that clients were told are done.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Those of them that the standby has.</summary>
    public long Replicated { get; private set; }

    /// <summary>Those of them that a failover has lost.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// Those of them that somebody could know of. Whether the standby receives is a metric of one value a minute: when it ceased to so
    /// shortly before the last write, nobody can tell.
    /// </summary>
    public long LostVisibly { get; private set; }

    /// <summary>True while it takes writes of web servers.</summary>
    public bool TakesWrites => !_isDead && !_isHung && !IsReadOnly && !IsCutOff;

    /// <summary>Name of the fault for which it takes no writes now; null when it does.</summary>
    public string? Fault => (_isDead, _isHung, IsCutOff, IsReadOnly) switch
    {
        (true, _, _, _) => "DatabaseCrash",
        (_, true, _, _) => "DatabaseHang",
        (_, _, true, _) => "DatabaseCutOff",
        (_, _, _, true) => "DatabaseReadOnly",
        _ => null,
    };

    /// <summary>Raised when the standby has taken over, with the number of acknowledged writes that were lost.</summary>
    public event Action<long>? TookOver;

    /// <summary>True while the standby could take over without a loss.</summary>
    public bool StandbyIsFit => !StandbyIsDead && !IsDegraded && Replicated == Acknowledged;

    public string PrimaryZone => _firstIsPrimary ? "1" : "2";

    public string StandbyZone => _firstIsPrimary ? "2" : "1";

    /// <summary>The primary dies.</summary>
    public void Die() => _isDead = true;

    /// <summary>The primary hangs.</summary>
    public void Hang() => _isHung = true;

    /// <summary>The standby dies.</summary>
    public void LoseStandby() => StandbyIsDead = true;

    /// <summary>A person mends whatever is wrong with the primary.</summary>
    public void Mend() => (_isDead, _isHung, IsReadOnly, IsCutOff) = (false, false, false, false);

    /// <summary>Writes that come in a time.</summary>
    /// <returns>How many were acknowledged.</returns>
    public long Write(long count)
    {
        if (!TakesWrites)
        {
            return 0;
        }

        Acknowledged += count;
        _acknowledgedAt = clock.GetUtcNow();
        if (!StandbyIsDead && !IsDegraded)
        {
            Replicated = Acknowledged;
            _missedSince = null;
        }
        else
        {
            _missedSince ??= _acknowledgedAt;
        }

        return count;
    }

    /// <summary>Statement of a web server about it.</summary>
    public string StatusFor(string instance)
    {
        string state = State();
        if (state != _said)
        {
            (_said, _notOkSince) = (state, clock.GetUtcNow());
        }

        string since = _notOkSince.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return state == "ok" ? """{"database":{"state":"ok"}}""" : $"{{\"database\":{{\"state\":\"{state}\",\"since\":\"{since}\"}}}}";
    }

    /// <summary>A trial write through a web server.</summary>
    public string Trial(string instance) => State() switch
    {
        "ok" => """{"written":true}""",
        "readOnly" => """{"written":false,"error":"readOnly"}""",
        _ => """{"written":false,"error":"timeout"}""",
    };

    /// <summary>Answer that the Function App gets when it connects.</summary>
    /// <param name="caller">The clock of the Function App: one that was killed hears nothing.</param>
    /// <exception cref="SocketException">The primary is dead.</exception>
    public async Task<Stream> ConnectAsync(TimeProvider caller, CancellationToken ct)
    {
        if (_isHung || IsCutOff)
        {
            await Task.Delay(TimeSpan.FromMinutes(5), caller, ct);
        }

        return _isDead ? throw new SocketException((int)SocketError.ConnectionRefused)
            : new MemoryStream([(byte)Greeting.Length, 0, 0, 0, .. Greeting], writable: false);
    }

    public Task<PairReading> ObserveAsync(CancellationToken ct)
    {
        bool answers = !_isDead && !_isHung;
        bool receives = answers && !StandbyIsDead && !IsDegraded;
        return Task.FromResult(new PairReading(answers, !StandbyIsDead)
        {
            IoRunning = receives,
            SqlRunning = !StandbyIsDead,
            InSync = answers ? Replicated == Acknowledged && receives : null,
            LagSeconds = receives ? Lag.TotalSeconds : null,
            ActiveConnections = answers ? 20 : null,
            AbortedConnections = answers ? 0 : null,
            CpuPercent = answers ? 20 : null,
            StoragePercent = answers ? StoragePercent : null,
            MemoryPercent = answers ? 40 : null,
        });
    }

    public Task FailoverAsync(bool planned, CancellationToken ct)
    {
        if (StandbyIsDead)
        {
            throw new InvalidOperationException("there is no standby");
        }

        if (planned)
        {
            // The primary hands over what the standby misses.
            Replicated = Acknowledged;
        }

        long lost = Acknowledged - Replicated;
        Lost += lost;
        LostVisibly += _acknowledgedAt - _missedSince > MetricGrain ? lost : 0;
        _missedSince = null;
        log.Tell($"the standby in zone {StandbyZone} takes over ({(planned ? "in order" : "by force")}); {lost} acknowledged writes are lost");
        Acknowledged = Replicated;
        _firstIsPrimary = !_firstIsPrimary;
        (_isDead, _isHung, IsReadOnly, IsCutOff, IsDegraded, StandbyIsDead) = (false, false, false, false, false, true);
        Lag = TimeSpan.Zero;
        TookOver?.Invoke(lost);
        return Task.CompletedTask;
    }

    public Task RestartAsync(CancellationToken ct)
    {
        (_isDead, _isHung) = (false, false);
        log.Tell("the primary of the database was restarted");
        return Task.CompletedTask;
    }

    public Task RestoreRedundancyAsync(CancellationToken ct)
    {
        (StandbyIsDead, IsDegraded) = (false, false);
        Replicated = Acknowledged;
        _missedSince = null;
        return Task.CompletedTask;
    }

    private double StoragePercent => IsReadOnly ? 100 : 30;

    private string State()
    {
        if (_isDead || _isHung || IsCutOff)
        {
            return "unreachable";
        }

        return IsReadOnly ? "readOnly" : "ok";
    }
}

/// <summary>The Function App's connection to the database of a world.</summary>
internal sealed class PairConnector(DatabasePair pair, TimeProvider clock) : DatabaseConnector
{
    public override Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellation) => pair.ConnectAsync(clock, cancellation);
}

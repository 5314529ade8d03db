using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>
/// A machine with a real process of the web application. It has no service manager, so a process that dies stays dead until
/// the machine is restarted through the control plane.
/// </summary>
public sealed class WebMachine : TwinMachine
{
    private readonly WebMachineOptions _options;
    private readonly MachineDisk _disk;
    private readonly Dictionary<string, string?> _environment = [];
    private readonly Lock _gate = new();
    private volatile bool _isHostBroken;
    private ErrorServer? _errors;

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    public WebMachine(MachineSpec spec, WebMachineOptions options) : base(spec)
    {
        _options = options;
        _disk = new(options.DiskFolder);
        Process = new(new WebProcessOptions(Programs.WebApp, new Uri($"http://{spec.PrivateIp}:{spec.Port}"), spec.InstanceId, spec.Zone)
        {
            // A restart of a machine waits only so long for its services; a hung one must not hold it up.
            DrainDeadline = TimeSpan.FromMilliseconds(500),
            // Filled at each start, as what stands on the disk may have changed.
            Environment = _environment,
            StartDeadline = options.StartDeadline,
            Clock = options.Clock,
        });
    }

    /// <summary>The process.</summary>
    public WebProcess Process { get; }

    /// <inheritdoc/>
    public override string Handle => $"pid {Process.ProcessId}";

    /// <summary>True while every request is answered with 500.</summary>
    public bool AnswersErrors => Volatile.Read(ref _errors) is not null;

    /// <summary>True while nothing can run on it.</summary>
    public bool IsHostBroken => _isHostBroken;

    /// <inheritdoc/>
    public override TimeSpan? ProcessorTime => Process.ProcessId is { } id ? ProcessorTimes.Of(id) : null;

    /// <inheritdoc/>
    public override void Crash()
    {
        EndErrors();
        Process.Kill();
    }

    /// <summary>
    /// Its web application answers everything with 500 from now on, as one does that is broken in itself, until the machine is restarted.
    /// </summary>
    public async Task AnswerErrorsAsync(CancellationToken ct)
    {
        Process.Kill();
        while (Process.IsRunning)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), _options.Clock, ct);
        }

        lock (_gate)
        {
            _errors ??= ErrorServer.Start(EndPoint, Id);
        }
    }

    /// <summary>Spoils its disk: from the next start on the web application ends at once, until the machine is reimaged.</summary>
    public void DamageDisk() => _disk.Damage();

    /// <summary>
    /// Breaks what no reimage mends: from the next start on nothing runs on it. Only another machine helps, or <see cref="MendHost"/>.
    /// </summary>
    public void BreakHost() => _isHostBroken = true;

    /// <summary>Its host is well again; what runs on it has still to be started.</summary>
    public void MendHost() => _isHostBroken = false;

    /// <summary>Lets the process stand still and go on in turns, until it is another process or <paramref name="ct"/> ends it.</summary>
    public async Task StutterAsync(TimeSpan still, TimeSpan running, CancellationToken ct)
    {
        int? hurt = Process.ProcessId;
        while (Process.ProcessId == hurt && Process.IsRunning && !ct.IsCancellationRequested)
        {
            Process.Pause();
            await Task.Delay(still, _options.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Process.Continue();
            await Task.Delay(running, _options.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts it for the first time, when an application that does not come up is a failure of the stack.</summary>
    public Task FirstStartAsync(CancellationToken ct)
    {
        Prepare();
        return Process.StartAsync(ct);
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken ct)
    {
        Prepare();
        try
        {
            Tell(Told(await Process.SwitchOnAsync(ct)));
        }
        catch (WebStartException problem)
        {
            Tell($"is started, but its web application cannot be: {problem.Message}");
        }
    }

    // The platform starts a machine; what then happens on it is not its business, and only health tells. So one that is slow is left to
    // come up.
    private string Told(WebStart start) => start switch
    {
        { Serves: true } => $"is started ({Handle})",
        { ExitCode: { } code } => $"is started, but its web application ended with code {code} ({Handle})",
        _ => $"is started, and its web application does not serve yet ({Handle})",
    };

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken ct)
    {
        Tell(Stopping);
        EndErrors();
        await Process.StopAsync();
    }

    /// <inheritdoc/>
    public override Task ReimageAsync(CancellationToken ct)
    {
        _disk.Reimage();
        Tell("has a fresh disk");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task<bool> ProbeHealthAsync(CancellationToken ct) =>
        (await Process.ProbeHealthAsync(_options.ProbeTimeout, ct)).Up;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct) => Task.FromResult(Process.Output);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        EndErrors();
        return Process.DisposeAsync();
    }

    private void EndErrors()
    {
        lock (_gate)
        {
            _errors?.Dispose();
            _errors = null;
        }
    }

    private void Prepare()
    {
        EndErrors();
        _environment.Clear();
        foreach (var (name, value) in ChildEnvironment.Quiet.Concat(_options.Environment()).Concat(_disk.Settings()))
        {
            _environment[name] = value;
        }

        if (_isHostBroken)
        {
            // Almost no memory: the process dies before it has begun.
            _environment["DOTNET_GCHeapHardLimit"] = "10000";
        }
    }
}

/// <summary>Settings of a web machine.</summary>
/// <param name="DiskFolder">The folder that is its disk.</param>
/// <param name="ProbeTimeout">How long the agent inside waits for an answer.</param>
/// <param name="Clock">The clock of deadlines.</param>
public sealed record WebMachineOptions(string DiskFolder, TimeSpan ProbeTimeout, TimeProvider Clock)
{
    /// <summary>
    /// Time that a start waits for the web application to serve. Default that of <see cref="WebProcessOptions.StartDeadline"/>.
    /// </summary>
    public TimeSpan StartDeadline { get; init; } = WebProcessOptions.UsualStartDeadline;

    /// <summary>Settings of the web application that do not stand on its disk; asked for at each start. Default none.</summary>
    public Func<IReadOnlyDictionary<string, string?>> Environment { get; init; } = static () => new Dictionary<string, string?>();
}

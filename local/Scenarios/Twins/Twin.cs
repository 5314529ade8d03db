using System.Globalization;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Stack.Balancer;
using Steadfast.Local.Stack.Files;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The whole stack on this machine: web processes, balancer, emulated control plane and Function App, wired as on Azure.</summary>
public sealed class Twin : IAsyncDisposable, IMachineFactory
{
    private static readonly IReadOnlyDictionary<string, string?> NoSettings = new Dictionary<string, string?>();

    private readonly TwinOptions _options;
    private readonly string _folder;
    private readonly LoopbackAuthority _authority;
    private readonly Lock _gate = new();
    private readonly List<TwinMachine> _machines = [];
    private readonly List<Task> _leaving = [];

    private Twin(TwinOptions options, TwinAddresses addresses)
    {
        Addresses = addresses;
        _folder = NewFolder(Path.Combine(options.Folder, $"twin-{addresses.Number}-{Environment.ProcessId}"));
        Dashboard =
            options.DashboardProgram is { } dashboard ? new(dashboard, addresses, Path.Combine(_folder, "dashboard"), options.Clock) : null;
        options = Dashboard is null ? options : options with { Telemetry = Dashboard.Settings };
        Files = options.HasFiles ? new(addresses.Files, Path.Combine(_folder, "files"), options.Clock) : null;
        options = Files?.EvidenceSettings.Aggregate(options, static (all, setting) => all.With(setting.Key, setting.Value)) ?? options;
        _options = options;
        _authority = LoopbackAuthority.Create(options.Clock);
        _authority.Save(AuthorityFile);
        Database = _options.HasDatabase ? new(addresses, _options, Path.Combine(_folder, "database")) : null;
        Cache = _options.HasCache ? new(addresses, _options.Clock) : null;
        SignIn = _options.HasSignIn ? new(addresses, Path.Combine(_folder, "sign-in"), _options.Clock) : null;
        Azure = EmulatedAzure.Build(TwinSettings.OfAzure(options, addresses, _authority), this, Database);
        Azure.ScaleSet.Changed += FollowMembers;
        Balancer = new LoadBalancer(new LoadBalancerOptions(addresses.FrontEnd)
        {
            ProbeInterval = _options.Pace.Plane.ProbeInterval,
            ProbeThreshold = _options.Pace.Plane.ProbeThreshold,
            Clock = _options.Clock,
        });
        Notices = new(addresses.Notices);
        InstanceWay = options.CanLie ? new(
            [.. Enumerable.Range(0, options.Instances + options.SpareInstances).Select(addresses.Web)], addresses.InstanceWayPort,
            addresses.WebPort) : null;
        GreetingWay = options is { CanLie: true, HasDatabase: true } ? new(addresses.GreetingWay, addresses.DatabaseForFunctions) : null;
        Functions = new FunctionApp(
            new(FunctionsUrl, _options.FunctionKey, _options.MasterKey, _options.Clock),
            AppHosts.Of(options, addresses, _folder, AuthorityFile));
    }

    /// <summary>Every address of this twin.</summary>
    public TwinAddresses Addresses { get; }

    /// <summary>
    /// The certificate of the authority that the control plane's TLS certificate was made with, as PEM: what a client has to trust. It goes
    /// away with the twin.
    /// </summary>
    public string AuthorityFile => Path.Combine(_folder, "control-plane-ca.pem");

    /// <summary>Options that it was made with.</summary>
    public TwinOptions Options => _options;

    /// <summary>
    /// Raised when a machine is started or stopped through the control plane, with part of a sentence such as "is stopping".
    /// </summary>
    public event Action<TwinMachine, string>? MachineChanged;

    /// <summary>The machines that there are now, by the order in which they came.</summary>
    public IReadOnlyList<TwinMachine> Machines
    {
        get
        {
            lock (_gate)
            {
                return [.. _machines];
            }
        }
    }

    /// <summary>The load balancer.</summary>
    public LoadBalancer Balancer { get; }

    /// <summary>The emulated control plane.</summary>
    public EmulatedAzure Azure { get; }

    /// <summary>The database; null when there is none.</summary>
    public TwinDatabase? Database { get; }

    /// <summary>The cache; null when there is none.</summary>
    public TwinCache? Cache { get; }

    /// <summary>The Aspire dashboard; null when there is none.</summary>
    public TwinDashboard? Dashboard { get; }

    /// <summary>The storage of files; null when there is none.</summary>
    public BlobServer? Files { get; }

    /// <summary>The sign-in; null when the site is open.</summary>
    public TwinSignIn? SignIn { get; }

    /// <summary>The Function App.</summary>
    public FunctionApp Functions { get; }

    /// <summary>The way of the Function App to the web servers; null when it asks them themselves.</summary>
    public InstanceWay? InstanceWay { get; }

    /// <summary>The way of the Function App to the database; null when it asks it itself.</summary>
    public GreetingWay? GreetingWay { get; }

    /// <summary>Address at which the automation tells people.</summary>
    public NoticeBoard Notices { get; }

    /// <summary>Starts a twin and returns when every part is well.</summary>
    /// <param name="ct">Ends the start; what was started by then is ended again.</param>
    /// <exception cref="MachineException">This machine lacks something, or an address is taken.</exception>
    public static async Task<Twin> StartAsync(TwinOptions options, CancellationToken ct)
    {
        TwinAddresses addresses = options.Number is { } number ? TwinAddresses.Claim(number, options.HasPage) : TwinAddresses.ClaimAny();
        Twin twin = new(options, addresses);
        try
        {
            await twin.StartAsync(ct);
            return twin;
        }
        catch
        {
            await twin.DisposeAsync();
            throw;
        }
    }

    /// <summary>The machine with an instance id.</summary>
    public TwinMachine Machine(string instanceId) => Machines.Single(machine => machine.Id == instanceId);

    /// <summary>The web server with an instance id.</summary>
    public WebMachine WebServer(string instanceId) => (WebMachine)Machine(instanceId);

    /// <summary>
    /// Sets the clock of the Function App alone. It must have been started with <see cref="TwinOptions.CanLie"/>, on the runtime of this
    /// repository.
    /// </summary>
    /// <param name="ahead">How far it is ahead; nothing for a clock that is right.</param>
    public void SetFunctionsClock(TimeSpan ahead)
    {
        string next = Path.Combine(_folder, $"{AppHosts.ClockFile}.next");
        File.WriteAllText(next, ahead.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        File.Move(next, Path.Combine(_folder, AppHosts.ClockFile), overwrite: true);
        ClocksSet++;
    }

    /// <summary>Number of times that its clock was set.</summary>
    public int ClocksSet { get; private set; }

    /// <summary>
    /// The most memory that the process of the Function App has had, in MB; null when it does not run, or this machine does not tell.
    /// </summary>
    public double? FunctionsMemoryMb => Functions.ProcessId is { } id ? ProcessMemory.MostMb(id) : null;

    /// <summary>Length of the journal of the Function App, in MB; null when it keeps none.</summary>
    public double? FunctionsJournalMb => new DirectoryInfo(Path.Combine(_folder, AppHosts.JournalFolder)) is { Exists: true } journal
        ? journal.EnumerateFiles().Sum(file => file.Length) / (1024.0 * 1024) : null;

    /// <summary>The balancer's view of a machine; null when it is none of its back ends.</summary>
    public BackendStatus? BackendOf(TwinMachine machine) =>
        Balancer.Flows.FirstOrDefault(backend => backend.Address.Equals(machine.EndPoint));

    IMachine IMachineFactory.Create(MachineSpec spec)
    {
        TwinMachine machine = _options.IsCrowd ? new LightMachine(spec) : new WebMachine(
            spec, new(Path.Combine(_folder, $"disk-{spec.InstanceId}"), _options.Pace.Plane.HealthInterval * 2, _options.Clock)
            {
                Environment = () => new Dictionary<string, string?>(
                    [
                        .. Database?.SettingsFor(spec.PrivateIp) ?? NoSettings, .. Cache?.Settings ?? NoSettings,
                        .. Files?.Settings ?? NoSettings, .. SignIn?.Provider.Settings ?? NoSettings, .. _options.Telemetry,
                    ]),
            });
        machine.Changed += (changed, what) => MachineChanged?.Invoke(changed, what);
        lock (_gate)
        {
            _machines.Add(machine);
        }

        return machine;
    }

    private static string NewFolder(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new MachineException(
                $"{path} cannot be made, where the twin keeps its files: {problem.Message} Set TMPDIR to a folder that can be written to.",
                problem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        await Notices.DisposeAsync();
        await DisposeAsync(InstanceWay, GreetingWay);
        await Azure.DisposeAsync();
        await Balancer.DisposeAsync();
        await Task.WhenAll(Machines.Select(machine => machine.DisposeAsync().AsTask()).Concat(_leaving));
        await DisposeAsync(Database, Cache, Dashboard, Files, SignIn);
        _authority.Dispose();
        Addresses.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task DisposeAsync(params IAsyncDisposable?[] parts)
    {
        foreach (IAsyncDisposable part in parts.OfType<IAsyncDisposable>())
        {
            await part.DisposeAsync();
        }
    }

    private Uri FunctionsUrl => _options.Host == HostKind.Func ? Addresses.CoreTools : Addresses.Functions;

    private async Task StartAsync(CancellationToken ct)
    {
        if (_options.Host == HostKind.Func)
        {
            Addresses.RequireFree(Addresses.OfCoreTools);
        }

        if (Dashboard is not null)
        {
            Addresses.RequireFree(Addresses.OfDashboard);
            await Dashboard.StartAsync(ct);
        }

        await (Database?.StartAsync(ct) ?? Task.CompletedTask);
        await (Cache?.StartAsync(ct) ?? Task.CompletedTask);
        await (Files?.StartAsync(ct) ?? Task.CompletedTask);
        await (SignIn?.Provider.StartAsync(ct) ?? Task.CompletedTask);
        await Task.WhenAll(Machines.Select(machine => machine is WebMachine web ? web.FirstStartAsync(ct) : machine.StartAsync(ct)));
        Balancer.Measured += RecordMetric;
        foreach (TwinMachine machine in Machines)
        {
            Balancer.AddBackend(machine.EndPoint);
        }

        Balancer.Start();
        if (Database is not null)
        {
            await Database.WaitUntilUsedAsync(Machines, ct);
        }

        await Azure.StartAsync(ct);
        await Task.WhenAll(
            Machines.Select(machine => Balancer.WaitUntilAsync(machine.EndPoint, eligible: true, TimeSpan.FromSeconds(30), ct)));
        await (SignIn?.OpenSessionAsync(ct) ?? Task.CompletedTask);
        if (_options.IsAutomated)
        {
            await Notices.StartAsync(ct);
            await (InstanceWay?.StartAsync(ct) ?? Task.CompletedTask);
            GreetingWay?.Start();
            await Functions.StartAsync(ct);
            // Only now: an action group leaves a receiver alone for long that could not be reached at first.
            Azure.ActionGroup.Add(
                new WebhookReceiver("steadfast", new Uri(FunctionsUrl, $"api/alerts?code={Uri.EscapeDataString(_options.FunctionKey)}")));
        }
    }

    // The pool of the balancer holds whoever is in the scale set.
    private void FollowMembers(MemberChange change)
    {
        TwinMachine machine = (TwinMachine)change.Instance.Machine;
        switch (change.Stage)
        {
            case MemberStage.Added:
                Balancer.AddBackend(machine.EndPoint);
                break;
            case MemberStage.Removing:
                Balancer.RemoveBackend(machine.EndPoint);
                break;
            case MemberStage.Removed:
                lock (_gate)
                {
                    _machines.Remove(machine);
                    _leaving.Add(machine.DisposeAsync().AsTask());
                }

                break;
        }
    }

    private void RecordMetric(MetricSample sample)
    {
        Dictionary<string, string> dimensions = new()
        {
            ["FrontendIPAddress"] = sample.Frontend.Address.ToString(),
            ["FrontendPort"] = sample.Frontend.Port.ToString(CultureInfo.InvariantCulture),
        };
        if (sample.Backend is { } backend)
        {
            dimensions["BackendIPAddress"] = backend.Address.ToString();
            dimensions["BackendPort"] = backend.Port.ToString(CultureInfo.InvariantCulture);
            dimensions["ProtocolType"] = "Tcp";
        }

        if (sample.Direction is { } direction)
        {
            dimensions["Direction"] = direction;
        }

        Azure.Metrics.Record(Azure.Names.LoadBalancer, sample.Name, dimensions, sample.Value);
    }
}

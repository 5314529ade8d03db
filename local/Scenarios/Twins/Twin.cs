using System.Net;
using Steadfast.Local.Azure;
using Steadfast.Local.Stack.Balancer;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The whole stack on this machine: web processes, balancer, emulated control plane and Function App, wired as on Azure.</summary>
public sealed class Twin : IAsyncDisposable, IMachineFactory
{
    private readonly TwinOptions _options;
    private readonly string _folder;
    private readonly List<WebMachine> _machines = [];

    private Twin(TwinOptions options, TwinAddresses addresses)
    {
        _options = options;
        Addresses = addresses;
        _folder = Directory.CreateDirectory(Path.Combine(_options.Folder, $"twin-{addresses.Number}-{Environment.ProcessId}")).FullName;
        string token = TwinOptions.NewSecret();
        Azure = AzureEmulator.Build(AzureOptions(token), this);
        Balancer = new LoadBalancer(new LoadBalancerOptions(addresses.FrontEnd)
        {
            ProbeInterval = _options.Pace.Plane.ProbeInterval,
            ProbeThreshold = _options.Pace.Plane.ProbeThreshold,
            Clock = _options.Clock,
        });
        Functions = new FunctionApp(new(
            addresses.Functions, _options.FunctionKey, _options.MasterKey, addresses.Azure, token, Path.Combine(_folder, "journal"), AppSettings(), _options.Clock));
    }

    /// <summary>Every address of this twin.</summary>
    public TwinAddresses Addresses { get; }

    /// <summary>What it was made of.</summary>
    public TwinOptions Options => _options;

    /// <summary>The web servers, by instance id.</summary>
    public IReadOnlyList<WebMachine> Machines => _machines;

    /// <summary>The load balancer.</summary>
    public LoadBalancer Balancer { get; }

    /// <summary>The emulated control plane.</summary>
    public AzureEmulator Azure { get; }

    /// <summary>The Function App.</summary>
    public FunctionApp Functions { get; }

    /// <summary>Starts a twin and returns when every part is well.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="ct">Ends the start; what was started by then is ended again.</param>
    public static async Task<Twin> StartAsync(TwinOptions options, CancellationToken ct)
    {
        TwinAddresses addresses = options.Number is { } number ? TwinAddresses.Claim(number) : TwinAddresses.ClaimAny();
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
    /// <param name="instanceId">Number of the instance.</param>
    public WebMachine Machine(string instanceId) => _machines.Single(machine => machine.Spec.InstanceId == instanceId);

    /// <summary>Where a machine serves.</summary>
    /// <param name="machine">The machine.</param>
    public static IPEndPoint EndPoint(WebMachine machine) => new(IPAddress.Parse(machine.Spec.PrivateIp), machine.Spec.Port);

    /// <summary>What the balancer knows about a machine.</summary>
    /// <param name="machine">The machine.</param>
    public BackendStatus BackendOf(WebMachine machine) => Balancer.Flows.Single(backend => backend.Address.Equals(EndPoint(machine)));

    IMachine IMachineFactory.Create(MachineSpec spec)
    {
        WebProcess process = new(new WebProcessOptions(Programs.WebApp, new Uri($"http://{spec.PrivateIp}:{spec.Port}"), spec.InstanceId, spec.Zone)
        {
            // A restart of a machine waits only so long for its services; a hung one must not hold it up.
            DrainDeadline = TimeSpan.FromMilliseconds(500),
            Environment = ChildEnvironment.Quiet,
            Clock = _options.Clock,
        });
        WebMachine machine = new(spec, process, _options.Pace.Plane.HealthInterval * 2);
        _machines.Add(machine);
        return machine;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        await Azure.DisposeAsync();
        await Balancer.DisposeAsync();
        await Task.WhenAll(_machines.Select(machine => machine.Process.DisposeAsync().AsTask()));
        Addresses.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartAsync(CancellationToken ct)
    {
        await Task.WhenAll(_machines.Select(machine => machine.StartAsync(ct)));
        Balancer.Measured += RecordMetric;
        foreach (WebMachine machine in _machines)
        {
            Balancer.AddBackend(EndPoint(machine));
        }

        Balancer.Start();
        Azure.ActionGroup.Add(new WebhookReceiver("steadfast", new Uri(Addresses.Functions, $"api/alerts?code={Uri.EscapeDataString(_options.FunctionKey)}")));
        await Azure.StartAsync(ct);
        await Functions.StartAsync(ct);
        await Task.WhenAll(_machines.Select(machine => Balancer.WaitUntilAsync(EndPoint(machine), eligible: true, TimeSpan.FromSeconds(30), ct)));
    }

    private void RecordMetric(MetricSample sample)
    {
        Dictionary<string, string> dimensions = new()
        {
            ["FrontendIPAddress"] = sample.Frontend.Address.ToString(),
            ["FrontendPort"] = sample.Frontend.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        if (sample.Backend is { } backend)
        {
            dimensions["BackendIPAddress"] = backend.Address.ToString();
            dimensions["BackendPort"] = backend.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            dimensions["ProtocolType"] = "Tcp";
        }

        if (sample.Direction is { } direction)
        {
            dimensions["Direction"] = direction;
        }

        Azure.Metrics.Record(Azure.Names.LoadBalancer, sample.Name, dimensions, sample.Value);
    }

    private EmulatorOptions AzureOptions(string token) => new()
    {
        Url = Addresses.Azure,
        Subscription = StackNames.Subscription,
        ResourceGroup = StackNames.ResourceGroup,
        Location = StackNames.Location,
        ScaleSet = StackNames.ScaleSet,
        LoadBalancer = StackNames.LoadBalancer,
        BearerToken = token,
        Machines = [.. Enumerable.Range(0, _options.Instances).Select(index => new MachineSpec($"{index + 1}", $"{index % 3 + 1}", Addresses.Web(index).ToString(), Addresses.WebPort))],
        Pace = _options.Pace.Plane,
        Clock = _options.Clock,
        FrontendIp = Addresses.FrontEnd.Address.ToString(),
        FrontendPort = Addresses.FrontEnd.Port,
    };

    private Dictionary<string, string> AppSettings() => new(_options.Pace.AppSettings)
    {
        ["Stack__SubscriptionId"] = StackNames.Subscription,
        ["Stack__ResourceGroup"] = StackNames.ResourceGroup,
        ["Stack__ScaleSet"] = StackNames.ScaleSet,
        ["Stack__LoadBalancer"] = StackNames.LoadBalancer,
        ["Stack__InstancePort"] = $"{Addresses.WebPort}",
    };

    private static class StackNames
    {
        public const string Subscription = "00000000-0000-0000-0000-000000000001";
        public const string ResourceGroup = "rg-twin";
        public const string Location = "westeurope";
        public const string ScaleSet = "vmss-web-twin";
        public const string LoadBalancer = "lb-twin";
    }
}

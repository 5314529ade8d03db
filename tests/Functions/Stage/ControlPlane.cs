using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Host;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>The activities with the real Azure SDK against the emulated control plane; no orchestrations.</summary>
internal sealed class ControlPlane : IAsyncDisposable, IMachineFactory
{
    private readonly ServiceProvider _services;

    private ControlPlane(string token, TimeProvider clock, Pace pace, AutomaticRepairsPolicy? repairs, ControlPlaneDatabase? database)
    {
        string front = LoopbackFront.Next(90, 120);
        Azure = EmulatedAzure.Build(new EmulatorOptions
        {
            SpareAddresses = [.. Enumerable.Range(20, 4).Select(last => $"{front}.{last}")],
            AutomaticRepairs = repairs,
            Url = new($"http://{front}.1:{FreePort($"{front}.1")}"),
            Subscription = StageSettings.Subscription,
            ResourceGroup = "rg",
            Location = "westeurope",
            ScaleSet = "web",
            LoadBalancer = "lb",
            BearerToken = token,
            AlertRules = [],
            Clock = clock,
            Pace = pace,
            Machines = [.. Enumerable.Range(1, 3).Select(id => new MachineSpec($"{id}", $"{id}", $"{front}.{10 + id}", 8080))],
            Database = new("mysql") { PlatformFailover = PlatformFailover.Absent },
        }, this, database?.Servers);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<Azure.Core.TokenCredential>(new LocalCredential(token, clock))
            .AddControlPlane(Azure.Url)
            .AddSingleton(clock)
            .AddSteadfast(new ConfigurationBuilder().AddInMemoryCollection(StageSettings.All.Concat(database?.Settings ?? [])).Build())
            .AddSingleton<InstanceActivities>()
            .AddSingleton<CapacityActivities>()
            .AddSingleton<AutoRepairActivities>()
            .AddSingleton<EvidenceActivities>()
            .AddSingleton<ObservationActivities>()
            .AddSingleton<DatabaseActivities>()
            .AddSingleton<WriteActivities>()
            .BuildServiceProvider();
    }

    public EmulatedAzure Azure { get; }

    public ConcurrentDictionary<string, MemoryMachine> Machines { get; } = [];

    public InstanceActivities Instances => Get<InstanceActivities>();

    public ObservationActivities Diagnosis => Get<ObservationActivities>();

    public ArmRestClient Rest => Get<ArmRestClient>();

    public IServiceProvider Services => _services;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<ControlPlane> StartAsync(TimeProvider? clock = null, Pace? pace = null, AutomaticRepairsPolicy? repairs = null, ControlPlaneDatabase? database = null)
    {
        ControlPlane plane = new("a-token", clock ?? TimeProvider.System, pace ?? Pace.Fast, repairs, database);
        await plane.Azure.StartAsync();
        return plane;
    }

    /// <summary>Whether a machine that is made from now on serves when it is started.</summary>
    public bool NewcomersServe { get; set; } = true;

    public IMachine Create(MachineSpec spec) => Machines[spec.InstanceId] = new MemoryMachine(spec) { ServesAfterStart = NewcomersServe };

    /// <summary>Waits until no operation runs and the health that is reported is the machines' own.</summary>
    public Task SettledAsync() => Eventually.Is(
        () => Task.FromResult(Azure.ScaleSet.Instances),
        all => all.All(instance => instance.State.RunningOperation is null && instance.State.Health.Value == (Machines[instance.Spec.InstanceId].Serves ? "healthy" : "unhealthy")),
        "the control plane comes to rest");

    public async ValueTask DisposeAsync()
    {
        await Azure.DisposeAsync();
        await _services.DisposeAsync();
        foreach (MemoryMachine machine in Machines.Values)
        {
            machine.Dispose();
        }
    }

    private static int FreePort(string address)
    {
        using TcpListener listener = new(IPAddress.Parse(address), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The database of a control plane.</summary>
/// <param name="Servers">The pair behind it.</param>
/// <param name="Settings">App settings that go with it.</param>
internal sealed record ControlPlaneDatabase(IDatabaseServers Servers, IEnumerable<KeyValuePair<string, string?>> Settings);

using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Local.Simulation.Models;

/// <summary>The load balancer of a world: probes, the pool, and what clients get through it.</summary>
internal sealed class Balancer
{
    private const int RequestsPerSecond = 100;
    private const int WritesPerSecond = 10;

    private readonly List<Backend> _pool = [];
    private readonly EmulatedAzure _azure;
    private readonly Pace _pace;
    private readonly WorldClock _clock;
    private readonly DatabasePair _database;
    private readonly EventLog _log;

    public Balancer(EmulatedAzure azure, Pace pace, WorldClock clock, DatabasePair database, EventLog log)
    {
        (_azure, _pace, _clock, _database, _log) = (azure, pace, clock, database, log);
        foreach (Instance instance in azure.ScaleSet.Instances)
        {
            _pool.Add(new(instance) { IsUp = true });
        }

        azure.ScaleSet.Changed += Follow;
    }

    /// <summary>Answers that clients got.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>Told when an instance begins or ceases to be sent clients.</summary>
    public event Action<string, bool>? Turned;

    /// <summary>Told of every probe of an instance, and whether it succeeded.</summary>
    public event Action<string, bool>? Probed;

    /// <summary>Those that are sent clients.</summary>
    public IEnumerable<string> Serving => _pool.Where(backend => backend.IsUp).Select(backend => backend.Id);

    /// <summary>Probes as often as the pace says.</summary>
    public async Task RunAsync()
    {
        using PeriodicTimer timer = new(_pace.ProbeInterval, _clock);
        while (await timer.WaitForNextTickAsync())
        {
            Probe();
            Serve();
        }
    }

    private void Probe()
    {
        foreach (Backend backend in _pool)
        {
            bool answers = backend.Machine.Serves;
            Probed?.Invoke(backend.Id, answers);
            _azure.Metrics.Record(_azure.Names.LoadBalancer, "DipAvailability", backend.Dimensions, answers ? 100 : 0);
            if (answers == backend.IsUp)
            {
                backend.Contrary = 0;
            }
            else if (++backend.Contrary >= _pace.ProbeThreshold)
            {
                (backend.IsUp, backend.Contrary) = (answers, 0);
                _log.Note(answers ? "up" : "down", backend.Number);
                Turned?.Invoke(backend.Id, answers);
            }
        }

        _azure.Metrics.Record(_azure.Names.LoadBalancer, "VipAvailability", Backend.Front, _pool.Exists(backend => backend.IsUp) ? 100 : 0);
    }

    private void Serve()
    {
        double seconds = _pace.ProbeInterval.TotalSeconds;
        List<Backend> up = _pool.FindAll(backend => backend.IsUp);
        double share = up.Count == 0 ? 0 : up.Count(backend => backend.Machine.Serves) / (double)up.Count;
        long writes = (long)(WritesPerSecond * seconds);
        Traffic.Add((long)(RequestsPerSecond * seconds), share, writes, _database.Write((long)(writes * share)));
    }

    private void Follow(MemberChange change)
    {
        string id = change.Instance.Spec.InstanceId;
        switch (change.Stage)
        {
            case MemberStage.Added:
                _pool.Add(new(change.Instance));
                break;
            case MemberStage.Removing:
                _pool.RemoveAll(backend => backend.Id == id);
                Turned?.Invoke(id, false);
                break;
        }
    }

    private sealed class Backend(Instance instance)
    {
        public static Dictionary<string, string> Front { get; } = new() { ["FrontendIPAddress"] = "127.0.0.1", ["FrontendPort"] = "8080" };

        public string Id => instance.Spec.InstanceId;

        public long Number { get; } = long.Parse(instance.Spec.InstanceId, System.Globalization.CultureInfo.InvariantCulture);

        public Machine Machine => (Machine)instance.Machine;

        public bool IsUp { get; set; }

        public int Contrary { get; set; }

        public Dictionary<string, string> Dimensions { get; } = new(Front)
        {
            ["BackendIPAddress"] = instance.Spec.PrivateIp,
            ["BackendPort"] = "8080",
            ["ProtocolType"] = "Tcp",
        };
    }
}

/// <summary>Answers that the clients of a world got.</summary>
internal sealed class Traffic
{
    /// <summary>Requests that were made.</summary>
    public long Requests { get; private set; }

    /// <summary>Those that were served.</summary>
    public double Served { get; private set; }

    /// <summary>Writes that were tried.</summary>
    public long Writes { get; private set; }

    /// <summary>Those that were acknowledged.</summary>
    public long Acknowledged { get; private set; }

    public void Add(long requests, double share, long writes, long acknowledged)
    {
        Requests += requests;
        Served += requests * share;
        Writes += writes;
        Acknowledged += acknowledged;
    }
}

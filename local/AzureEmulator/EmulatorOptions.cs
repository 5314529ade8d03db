using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Content and behavior of the emulated subscription.</summary>
public sealed record EmulatorOptions
{
    /// <summary>
    /// Address that the control plane listens on: http on a loopback address. Port 0 takes a free one (see
    /// <see cref="EmulatedAzure.Url"/>).
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>Address that it listens on with TLS beside that. Null, the default: nowhere.</summary>
    public TlsEndpoint? Tls { get; init; }

    /// <summary>Subscription id.</summary>
    public required string Subscription { get; init; }

    /// <summary>Resource group that holds everything.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Region, for example "westeurope".</summary>
    public required string Location { get; init; }

    /// <summary>Name of the scale set.</summary>
    public required string ScaleSet { get; init; }

    /// <summary>Name of the load balancer.</summary>
    public required string LoadBalancer { get; init; }

    /// <summary>The flexible server. It exists only when servers are given that are behind it.</summary>
    public DatabaseSpec Database { get; init; } = new("mysql");

    /// <summary>The token a caller must present; anything else is answered 401.</summary>
    public required string BearerToken { get; init; }

    /// <summary>The instances at the start. Ids must differ.</summary>
    public required IReadOnlyList<MachineSpec> Machines { get; init; }

    /// <summary>Addresses for instances that come later, beside those that are given back. None left: capacity is refused.</summary>
    public IReadOnlyList<string> SpareAddresses { get; init; } = [];

    /// <summary>Zones that new instances are spread over. Default: three, as in most regions.</summary>
    public IReadOnlyList<string> Zones { get; init; } = ["1", "2", "3"];

    /// <summary>The scale set's own automatic repairs. Null, the default: switched off.</summary>
    public AutomaticRepairsPolicy? AutomaticRepairs { get; init; }

    /// <summary>Shares in which rolling upgrades go through the set. Default: Azure's shares.</summary>
    public RollingUpgradePolicy RollingUpgradePolicy { get; init; } = new();

    /// <summary>Durations. Default: <see cref="Pace.Fast"/>.</summary>
    public Pace Pace { get; init; } = Pace.Fast;

    /// <summary>True when requests are counted against the documented limits. Null, the default: as the pace says.</summary>
    public bool? Throttling { get; init; }

    /// <summary>The clock of everything here. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Takes requests in memory; then nothing listens. Null, the default: it listens at its address.</summary>
    public Microsoft.AspNetCore.Hosting.Server.IServer? Server { get; init; }

    /// <summary>The way of the action group to its receivers. Null, the default: the network.</summary>
    public HttpMessageHandler? Webhooks { get; init; }

    /// <summary>Begins work that outlives the call which asked for it. Default: on the thread pool.</summary>
    public Func<Func<Task>, Task> Begin { get; init; } = Task.Run;

    /// <summary>Makes the ids of operations, alerts and requests. Default: random ones.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Items on one page of a list. Default 2, so that paging is really used by a stack of three.</summary>
    public int PageSize { get; init; } = 2;

    /// <summary>Address of the load balancer's front end.</summary>
    public string FrontendIp { get; init; } = "127.0.0.1";

    /// <summary>Port of the load balancer's front end.</summary>
    public int FrontendPort { get; init; } = 8080;

    /// <summary>Path that the load balancer probes.</summary>
    public string ProbePath { get; init; } = "/healthz";

    /// <summary>
    /// Interval at which the synthetic alert fires; it resolves half way to the next. Null, the default: never by itself.
    /// </summary>
    public TimeSpan? SyntheticAlertEvery { get; init; }

    /// <summary>The metric alert rules. Null means those that every stack has: <see cref="AlertRuleCatalog.Metrics"/>.</summary>
    public IReadOnlyList<MetricAlertRule>? AlertRules { get; init; }

    /// <summary>Receiver of the log. Default: none.</summary>
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Throws one exception that lists everything wrong.</summary>
    public void Validate()
    {
        List<string> wrong = [];
        if (!IsLoopback(Url, Uri.UriSchemeHttp))
        {
            wrong.Add($"Url must be http on a loopback address such as http://127.0.0.1:8090, not {Url}");
        }

        if (Tls is { } tls && !IsLoopback(tls.Url, Uri.UriSchemeHttps))
        {
            wrong.Add($"Tls must be https on a loopback address such as https://127.0.0.1:8443, not {tls.Url}");
        }

        if (PageSize < 1)
        {
            wrong.Add("PageSize must be at least 1");
        }

        if (SyntheticAlertEvery is { } every && every <= TimeSpan.Zero)
        {
            wrong.Add("SyntheticAlertEvery must be longer than nothing, or null for never");
        }

        if (Database.Name.Length == 0)
        {
            wrong.Add("Database must have a name");
        }

        // What an HTTP header can carry and no client would change on the way.
        if (BearerToken.Length == 0 || BearerToken.Any(letter => letter is <= ' ' or > '~'))
        {
            wrong.Add("BearerToken must be one word of printable ASCII letters");
        }

        if (Machines.Any(machine => !uint.TryParse(machine.InstanceId, out _)))
        {
            wrong.Add("Machines must have numbers as instance ids");
        }

        if (SpareAddresses.Count > 0 && (Machines.Count == 0 || Zones.Count == 0))
        {
            wrong.Add("SpareAddresses need at least one machine in Machines, whose port the new ones take, and one zone in Zones");
        }

        foreach (var twice in Machines.GroupBy(machine => machine.InstanceId).Where(same => same.Count() > 1))
        {
            wrong.Add($"Machines holds instance id {twice.Key} more than once");
        }

        if (wrong.Count > 0)
        {
            throw new ArgumentException($"The emulator cannot be built: {string.Join("; ", wrong)}.");
        }
    }

    private static bool IsLoopback(Uri url, string scheme) =>
        url.Scheme == scheme && IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address);
}

using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// An emulated resource group: a scale set, a load balancer and a database over ARM's public contract, their metrics, alert rules and an
/// action group.
/// </summary>
/// <remarks>
/// Machines and database servers belong to the caller, who starts and ends them; the emulator acts on them only as the platform would.
/// </remarks>
public sealed class EmulatedAzure : IAsyncDisposable
{
    /// <summary>The tenant that the subscription belongs to.</summary>
    public const string Tenant = "00000000-0000-0000-0000-0000000000a1";

    private readonly EmulatorOptions _options;
    private readonly BackgroundWork _work;
    private readonly ResourceTags _tags = new();
    private readonly FlexibleServer? _database;
    private readonly WebApplication _app;
    private X509Certificate2? _certificate;

    private EmulatedAzure(EmulatorOptions options, IMachineFactory machines, IDatabaseServers? database)
    {
        _options = options;
        _work = new(options.Logs.CreateLogger<BackgroundWork>(), options.Begin);
        Names = new(options);
        ScaleSet = new(options, machines);
        Operations = new(options.Clock, options.NewId);
        MachineWork machineWork = new(options, ScaleSet, Faults);
        OperationRunner runner = new(options, ScaleSet, Operations, Faults, _work);
        Actions = new(runner, machineWork);
        SetActions = new(ScaleSet, runner, machineWork);
        Upgrades = new(options, ScaleSet, runner, machineWork);
        Metrics = new(options.Clock, options.Pace);
        ActionGroup = new(options, _work);
        Alerts = new(options, Metrics, ActionGroup);
        ResourceHealth = new(options, ActionGroup);
        Synthetic = new(options, ActionGroup);
        _database = database is null ? null : new(options, database, Metrics, ResourceHealth, Faults, _work, _tags);
        _app = BuildApp();
    }

    /// <summary>Address that it listens on; after <see cref="StartAsync"/> with the port that was taken.</summary>
    public Uri Url => Bound(Uri.UriSchemeHttp) ?? _options.Url;

    /// <summary>Address that it listens on with TLS, likewise; null when it does not.</summary>
    public Uri? TlsUrl => _options.Tls is { } tls ? Bound(Uri.UriSchemeHttps) ?? tls.Url : null;

    /// <summary>The ids of its resources.</summary>
    public ResourceNames Names { get; }

    /// <summary>The scale set.</summary>
    public ScaleSet ScaleSet { get; }

    /// <summary>The actions on instances, for a caller that needs no HTTP.</summary>
    public InstanceActions Actions { get; }

    /// <summary>The actions on the scale set as a whole, for a caller that needs no HTTP.</summary>
    public ScaleSetActions SetActions { get; }

    /// <summary>Rolling upgrades; a scenario begins them.</summary>
    public RollingUpgrades Upgrades { get; }

    /// <summary>The flexible server; null when there is none.</summary>
    public DatabaseServer? Database => _database?.Server;

    /// <summary>The actions on the flexible server, for a caller that needs no HTTP; null when there is none.</summary>
    public DatabaseActions? DatabaseActions => _database?.Actions;

    /// <summary>
    /// The operations on the scale set that run or have lately ended; those of the database are with <see cref="Database"/>.
    /// </summary>
    public OperationStore Operations { get; }

    /// <summary>The metrics of every resource; the real load balancer records its probes here.</summary>
    public MetricStore Metrics { get; }

    /// <summary>The alert rules and what has fired.</summary>
    public AlertEvaluator Alerts { get; }

    /// <summary>The platform's words on resources; a scenario sends them.</summary>
    public ResourceHealthAlerts ResourceHealth { get; }

    /// <summary>Alerts that only prove that alerts arrive.</summary>
    public SyntheticAlerts Synthetic { get; }

    /// <summary>Receivers of alerts.</summary>
    public ActionGroup ActionGroup { get; }

    /// <summary>Every request that reached the control plane.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Switches with which a scenario makes the control plane misbehave.</summary>
    public ControlPlaneFaults Faults { get; } = new();

    /// <summary>Answers that it gives its callers in place of the truth.</summary>
    public AlteredAnswers Answers { get; } = new();

    /// <summary>The operations there are, for the documents and for tests that mean to ask for each.</summary>
    internal IReadOnlyList<CoveredOperation> Coverage => Steadfast.Local.AzureEmulator.Coverage.Of(_app);

    /// <summary>Routes of which the documents would say nothing.</summary>
    internal IReadOnlyList<string> UnnamedRoutes => Steadfast.Local.AzureEmulator.Coverage.Unnamed(_app);

    /// <summary>
    /// Builds it; nothing listens or runs before <see cref="StartAsync"/>. Throws one exception that lists all wrong options.
    /// </summary>
    /// <param name="database">What is behind the flexible server. Null: there is no such resource.</param>
    public static EmulatedAzure Build(EmulatorOptions options, IMachineFactory machines, IDatabaseServers? database = null)
    {
        options.Validate();
        return new(options, machines, database);
    }

    /// <summary>Listens, watches the machines' health and evaluates the alert rules.</summary>
    public async Task StartAsync(CancellationToken ct = default)
    {
        await _app.StartAsync(ct);
        _work.Run("health monitor", new HealthMonitor(_options, Names, ScaleSet, Metrics).RunAsync);
        if (_options.AutomaticRepairs is { } repairs)
        {
            _work.Run("automatic repairs", new RepairMonitor(_options, repairs, ScaleSet, Operations, Actions).RunAsync);
        }

        if (_options.SyntheticAlertEvery is { } every)
        {
            _work.Run("synthetic alerts", stop => Synthetic.RunAsync(every, stop));
        }

        if (_database is { } database)
        {
            _work.Run("database monitor", database.WatchAsync);
        }

        Alerts.Start(_work);
    }

    /// <summary>Stops for good: operations that run are abandoned, alerts on their way are lost.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        await _work.DisposeAsync();
        await _app.StopAsync(ct);
    }

    /// <summary>Stops and frees everything but the machines.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _certificate?.Dispose();
        ActionGroup.Dispose();
    }

    private WebApplication BuildApp()
    {
        // Empty: no settings files, no environment variables and no signal handlers of whatever program this runs in.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoHostLifetime>();
        if (_options.Server is { } server)
        {
            builder.Services.AddSingleton(server);
        }
        else
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                Listen(kestrel);
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            });
        }

        var app = builder.Build();
        ArmGate gate = new(_options, Faults, Requests);
        app.UseForwarded();
        // Clients put a slash before an id that has one.
        app.Use(next => context =>
        {
            context.Request.Path = ArmRoutes.WithoutDoubleSlash(context.Request.Path);
            return next(context);
        });
        app.UseRouting();
        app.Use(
            next => context => context.GetEndpoint()?.Metadata.GetMetadata<OpenEndpoint>() is null
                ? gate.InvokeAsync(context, asked => Answers.InvokeAsync(asked, next))
                : next(context));
        Map(app);
        return app;
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.Listen(EndPoint(_options.Url));
        if (_options.Tls is { } tls)
        {
            _certificate = tls.Authority.Issue(tls.Url.Host, "localhost");
            kestrel.Listen(EndPoint(tls.Url), listen => listen.UseHttps(_certificate));
        }
    }

    private static IPEndPoint EndPoint(Uri url) => new(IPAddress.Parse(url.Host), url.Port);

    private Uri? Bound(string scheme) => _app.Urls.Select(url => new Uri(url)).FirstOrDefault(url => url.Scheme == scheme);

    private void Map(WebApplication app)
    {
        new SignInEndpoints(_options).Map(app);
        SubscriptionEndpoints levels = new(_options, Names, _tags, Resources);
        levels.MapTenant(app);
        OperationEndpoints operations = new(_options, Names, Operations, Result);
        MetricEndpoints metrics = new(_options, Metrics);

        var subscription = app.MapSubscription(_options.Subscription);
        levels.MapSubscription(subscription);
        operations.Map(subscription);

        var group = subscription.MapResourceGroup(_options.ResourceGroup);
        levels.MapGroup(group);
        var scaleSet = MapScaleSet(app, subscription, group, operations, metrics);

        LoadBalancerEndpoints balancers = new(_options, Names, ScaleSet, _tags);
        balancers.MapList(subscription);
        balancers.MapList(group);
        var loadBalancer = group.MapResource(ResourceType.LoadBalancers, _options.LoadBalancer);
        balancers.Map(loadBalancer);
        metrics.Map(loadBalancer, Names.LoadBalancer, MetricDefinition.LoadBalancerNamespace, MetricDefinition.LoadBalancer);

        ResourceHealthEndpoints health = new(_options, Names, ScaleSet, Database, ResourceHealth);
        health.MapList(subscription);
        health.MapList(group);
        health.MapScaleSet(scaleSet);
        health.MapLoadBalancer(loadBalancer);
        if (_database?.Map(subscription, group, metrics) is { } database)
        {
            health.MapDatabase(database);
        }

        MonitorPlane monitor = new(
            _options, Names, Alerts, ActionGroup, _tags, _work,
            [Operations, .. Database is { } server ? [server.Operations] : Array.Empty<OperationStore>()]);
        monitor.Map(subscription, group);
        new OwnEndpoints(ScaleSet, Actions, Database, DatabaseActions, () => Forget(monitor)).Map(app);
    }

    // As it was made, but for capacity and machines. What the machines do stays theirs.
    private void Forget(MonitorPlane monitor)
    {
        Faults.Clear();
        Answers.TakeBack();
        _tags.Clear();
        ScaleSet.Describe(ScaleSetState.DefaultSku, new Dictionary<string, string>());
        ActionGroup.Log.Clear();
        ResourceHealth.Clear();
        Requests.Clear();
        monitor.Clear();
    }

    private RouteGroupBuilder MapScaleSet(
        IEndpointRouteBuilder app, IEndpointRouteBuilder subscription, IEndpointRouteBuilder group, OperationEndpoints operations,
        MetricEndpoints metrics)
    {
        ScaleSetEndpoints sets = new(_options, Names, ScaleSet, Faults);
        sets.MapList(subscription);
        sets.MapList(group);
        var scaleSet = group.MapResource(ResourceType.ScaleSets, _options.ScaleSet);
        sets.Map(scaleSet);
        new InstanceActionEndpoints(_options, Names, ScaleSet, Actions, operations).Map(scaleSet);
        BootDiagnostics diagnostics = new(_options, ScaleSet, () => Url);
        diagnostics.MapBlobs(app);
        diagnostics.Map(scaleSet);
        new RollingUpgradeEndpoints(_options, Names, Upgrades).Map(scaleSet);
        new ScaleSetActionEndpoints(_options, Names, ScaleSet, SetActions, operations).Map(scaleSet);
        metrics.Map(scaleSet, Names.ScaleSet, MetricDefinition.ScaleSetNamespace, MetricDefinition.ScaleSet);
        return scaleSet;
    }

    // What a caller finds at the Location of an operation that has changed a resource.
    private object? Result(Operation operation) => operation.Kind switch
    {
        OperationKind.Capacity => ScaleSetJson.Of(ScaleSetView.Now(ScaleSet), ScaleSet.TimeCreated, _options, Names),
        OperationKind.Update when ScaleSet.Find(operation.InstanceId) is { } instance =>
            InstanceJson.Of(instance, instance.State, ScaleSet.State.Sku, _options, Names, withView: false),
        _ => null,
    };

    private IReadOnlyList<object> Resources() =>
    [
        Resource(Names.ScaleSet, ResourceType.ScaleSets, _options.ScaleSet, ScaleSet.State.Tags),
        Resource(Names.LoadBalancer, ResourceType.LoadBalancers, _options.LoadBalancer, _tags.Of(Names.LoadBalancer)),
        .. _database is null
            ? []
            : new[] { Resource(Names.Database, ResourceType.FlexibleServers, _options.Database.Name, _tags.Of(Names.Database)) },
    ];

    private object Resource(string id, ResourceType type, string name, IReadOnlyDictionary<string, string> tags) =>
        new { id, name, type = type.Name, location = _options.Location, tags };
}

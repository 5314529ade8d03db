using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>The orchestrators of the app on the local runtime: real replay, a virtual clock, scripted activities.</summary>
internal sealed class VirtualIncident : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly FunctionCatalog Catalog = FunctionCatalog.FromTypes(
        typeof(IncidentOrchestrator), typeof(EvidenceOrchestrator), typeof(GuardEntity), typeof(ScriptedActivities),
        typeof(ReleaseAbandonedIncidentOrchestrator), typeof(AbandonedActivities));
    private readonly ServiceProvider _services;
    private readonly Lazy<DurableRuntime> _runtime;

    private readonly IncidentSettings _settings;
    private readonly Order? _order;
    private readonly string _target;

    public VirtualIncident(Script script, IncidentSettings? settings = null, Order? order = null, string target = "1")
    {
        (_settings, _order, _target) = (settings ?? Defaults, order, target);
        Clock = new VirtualClock(Start);
        _services = new ServiceCollection().AddLogging().AddSingleton(script).AddSingleton<SettingsReader>().AddSingleton<TimeProvider>(Clock).BuildServiceProvider();
        _runtime = new(() => new DurableRuntime(Catalog, _services, new RuntimeOptions { Clock = Clock, Storage = Storage, Committed = Committed }));
        (script.Clock, script.Sleep) = (Clock, pause => VirtualRun.SleepAsync(Runtime, Clock, pause));
    }

    /// <summary>The settings of an app without settings.</summary>
    public static IncidentSettings Defaults { get; } = new(new RecoveryOptions(), new GuardOptions(), new ModeOptions());

    public VirtualClock Clock { get; }

    public DurableRuntime Runtime => _runtime.Value;

    /// <summary>How the back end behaves; null: as kindly as it can.</summary>
    public StorageBehavior? Storage { get; init; }

    /// <summary>Told of every commit of the engine; null: nobody is.</summary>
    public Func<ValueTask>? Committed { get; init; }

    public DurableTaskClient Client => Runtime.Client;

    public const string Signal = "alert-a";

    public static string Key => IncidentKey.ForInstance("1");

    public string IncidentId { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; } = Start;

    /// <summary>What whoever opens the incident has seen, by the moment of the opening; null: nothing.</summary>
    public Func<DateTimeOffset, TierObservation>? TakenAlong { get; init; }

    /// <summary>Runs one incident to its end and returns its record.</summary>
    public static async Task<IncidentRecord> RunAsync(Script script, IncidentSettings? settings = null, Order? order = null, string target = "1")
    {
        await using VirtualIncident incident = new(script, settings, order, target);
        await incident.OpenAsync();
        return await incident.EndAsync();
    }

    public Task StartAsync() => Runtime.StartAsync();

    public async Task OpenAsync()
    {
        await StartAsync();
        await OpenAgainAsync();
    }

    public async Task OpenAgainAsync()
    {
        OpenedAt = Clock.GetUtcNow();
        RecoveryInput input = new(Key, _target, "alert lb-probe-down", OpenedAt.AddSeconds(-30), Signal, OpenedAt, _settings, _order)
        {
            Seen = TakenAlong?.Invoke(OpenedAt),
        };
        IncidentOpened opened = await IncidentStart.OpenAsync(Client, input, complete: null, CancellationToken.None);
        Assert.True(opened.IsNew);
        IncidentId = opened.Id;
        await Runtime.WhenIdleAsync();
    }

    /// <summary>Lets virtual time pass until the incident ends; three virtual hours are the bound.</summary>
    public async Task<IncidentRecord> EndAsync()
    {
        Assert.True(await VirtualRun.UntilEndedAsync(Runtime, Clock, IncidentId, OpenedAt.AddHours(3)), "the incident does not end");
        OrchestrationMetadata holder = (await Client.GetInstanceAsync(IncidentId, getInputsAndOutputs: true))!;
        Assert.True(holder.RuntimeStatus == OrchestrationRuntimeStatus.Completed, holder.FailureDetails?.ToString());
        return holder.ReadOutputAs<IncidentRecord>()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await _services.DisposeAsync();
    }
}

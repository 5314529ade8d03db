using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>The orchestrators of the app on the local runtime: real replay, a virtual clock, scripted activities.</summary>
internal sealed class VirtualIncident : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly FunctionCatalog Catalog = FunctionCatalog.FromTypes(typeof(RecoveryOrchestrator), typeof(IncidentOrchestrator), typeof(EvidenceOrchestrator), typeof(GuardEntity), typeof(ScriptedActivities));
    private readonly ServiceProvider _services;

    private readonly IncidentSettings _settings;
    private readonly Order? _order;
    private readonly string _target;

    public VirtualIncident(Script script, IncidentSettings? settings = null, Order? order = null, string target = "1")
    {
        (_settings, _order, _target) = (settings ?? Defaults, order, target);
        Clock = new VirtualClock(Start);
        _services = new ServiceCollection().AddLogging().AddSingleton(script).BuildServiceProvider();
        Runtime = new DurableRuntime(Catalog, _services, new RuntimeOptions { Clock = Clock });
    }

    /// <summary>The settings of an app without settings.</summary>
    public static IncidentSettings Defaults { get; } = new(new RecoveryOptions(), new GuardOptions(), new ModeOptions());

    public VirtualClock Clock { get; }

    public DurableRuntime Runtime { get; }

    public DurableTaskClient Client => Runtime.Client;

    public const string Signal = "alert-a";

    public static string Key => IncidentKey.ForInstance("1");

    public string IncidentId => IncidentKey.IncidentId(Key, OpenedAt.UtcDateTime);

    public DateTimeOffset OpenedAt { get; private set; } = Start;

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
        RecoveryInput input = new(Key, _target, "alert lb-probe-down", OpenedAt.AddSeconds(-30), Signal, OpenedAt, _settings, _order);
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(RecoveryOrchestrator.Recovery), input, new StartOrchestrationOptions(Key));
        await Runtime.WhenIdleAsync();
    }

    /// <summary>Lets virtual time pass until the incident ends; three virtual hours are the bound.</summary>
    public async Task<IncidentRecord> EndAsync()
    {
        Assert.True(await VirtualRun.UntilEndedAsync(Runtime, Clock, Key, OpenedAt.AddHours(3)), "the incident does not end");
        OrchestrationMetadata holder = (await Client.GetInstanceAsync(Key, getInputsAndOutputs: true))!;
        Assert.True(holder.RuntimeStatus == OrchestrationRuntimeStatus.Completed, holder.FailureDetails?.ToString());
        return holder.ReadOutputAs<IncidentRecord>()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await _services.DisposeAsync();
    }
}

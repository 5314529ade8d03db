using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Database;

/// <summary>The orchestrators of the app on the local runtime: real replay, a virtual clock, scripted activities.</summary>
internal sealed class VirtualDatabase : IAsyncDisposable
{
    public const string Signal = "alert-a";

    private static readonly FunctionCatalog Catalog =
        FunctionCatalog.FromTypes(typeof(IncidentOrchestrator), typeof(GuardEntity), typeof(WatchdogEntity), typeof(ScriptedDatabase));

    private readonly ServiceProvider _services;

    private VirtualDatabase(DatabaseScript script, IRehearsal? rehearsal)
    {
        Clock = new VirtualClock(DatabaseSample.At);
        IServiceCollection services = new ServiceCollection().AddLogging().AddSingleton(script);
        _services = (rehearsal is null ? services : services.AddSingleton<IRehearsal>(rehearsal)).BuildServiceProvider();
        Runtime = new DurableRuntime(Catalog, _services, new RuntimeOptions { Clock = Clock });
        (script.Clock, script.Sleep) = (Clock, pause => VirtualRun.SleepAsync(Runtime, Clock, pause));
    }

    public VirtualClock Clock { get; }

    public DurableRuntime Runtime { get; }

    /// <summary>Id of the first incident of the database.</summary>
    public static readonly string First = IncidentKey.IncidentId(IncidentKey.ForDatabase, 1);

    /// <summary>Id of the newest incident; before one was opened, of the first.</summary>
    public string IncidentId { get; private set; } = First;

    /// <summary>Starts it; the entity of the watchdog needs a rehearsal that it can begin.</summary>
    public static async Task<VirtualDatabase> StartAsync(DatabaseScript script, IRehearsal? rehearsal = null)
    {
        VirtualDatabase database = new(script, rehearsal);
        await database.Runtime.StartAsync();
        return database;
    }

    public static async Task<IncidentRecord> RunAsync(DatabaseScript script, FailoverOrder? order = null, IncidentSettings? settings = null)
    {
        await using VirtualDatabase database = await StartAsync(script);
        await database.OpenAsync(order, settings);
        return await database.EndAsync();
    }

    public async Task OpenAsync(FailoverOrder? order = null, IncidentSettings? settings = null)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        RecoveryInput input = new(
            IncidentKey.ForDatabase, IncidentKey.Database, order?.By ?? "alert mysql-resource-health", order is null ? now.AddSeconds(-5) : null, Signal, now,
            settings ?? VirtualIncident.Defaults)
        { Failover = order };
        IncidentId = (await IncidentStart.OpenAsync(Runtime.Client, input, complete: null, CancellationToken.None)).Id;
        await Runtime.WhenIdleAsync();
    }

    /// <summary>Lets virtual time pass until the open incident is as it should be; one virtual hour is the bound.</summary>
    public Task<bool> UntilAsync(Func<IncidentRecord, bool> condition) => VirtualRun.UntilAsync(
        Runtime, Clock, async () => await IncidentReader.FindAsync(Runtime.Client, IncidentId, CancellationToken.None) is { } record && condition(record),
        Clock.GetUtcNow().AddHours(1));

    /// <summary>Lets virtual time pass until the incident ends; three virtual hours are the bound.</summary>
    public async Task<IncidentRecord> EndAsync()
    {
        Assert.True(await VirtualRun.UntilEndedAsync(Runtime, Clock, IncidentId, Clock.GetUtcNow().AddHours(3)), "the incident does not end");
        OrchestrationMetadata holder = (await Runtime.Client.GetInstanceAsync(IncidentId, getInputsAndOutputs: true))!;
        Assert.True(holder.RuntimeStatus == OrchestrationRuntimeStatus.Completed, holder.FailureDetails?.ToString());
        return holder.ReadOutputAs<IncidentRecord>()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await _services.DisposeAsync();
    }
}

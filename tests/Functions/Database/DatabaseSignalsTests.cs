using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Database;

/// <summary>What opens an incident of the database: alerts, and the watchdog without one. The incident itself is scripted and waits.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseSignalsTests : IAsyncLifetime
{
    private DatabaseStage _stage = null!;
    private VirtualDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await DatabaseStage.StartAsync();
        _database = await VirtualDatabase.StartAsync(new() { Looks = [DatabaseSample.Of("sss")] }, _stage.Plane.Get<IRehearsal>());
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _stage.DisposeAsync();
    }

    private Task<AlertResult> HandOverAsync(AlertCondition condition, IOptions<StackOptions>? stack = null)
    {
        AlertSignal signal = new("alert-a", "mysql-resource-health", condition, DatabaseSample.At, DatabaseSample.At, null, null);
        AlertActivities alerts = new(
            _stage.Plane.Get<AlertRouter>(), _stage.Plane.Get<InstanceObserver>(), _stage.Plane.Get<SharedDatabaseObservation>(), stack ?? _stage.Plane.Get<IOptions<StackOptions>>(),
            TimeProvider.System);
        return alerts.PlaceAlert(new(signal, VirtualIncident.Defaults), _database.Runtime.Client, Ct);
    }

    private async Task<WatchedDatabase?> ObserveAsync()
    {
        await using AsyncServiceScope scope = _stage.Plane.Services.CreateAsyncScope();
        DatabaseWatchdog watchdog = new(
            _stage.Plane.Get<SharedDatabaseObservation>(), scope.ServiceProvider.GetRequiredService<SettingsReader>(), new FixedOptions<WatchdogOptions>(new()),
            _stage.Plane.Get<IOptions<StackOptions>>(), TimeProvider.System, NullLogger<DatabaseWatchdog>.Instance);
        await watchdog.ObserveAsync(new TimerInfo(), _database.Runtime.Client, Ct);
        await _database.Runtime.WhenIdleAsync(Ct);
        return (await WatchdogReader.StateAsync(_database.Runtime.Client, Ct)).Database;
    }

    private async Task<RecoveryInput?> OpenedAsync() =>
        (await _database.Runtime.Client.GetInstanceAsync(VirtualDatabase.First, getInputsAndOutputs: true, Ct))?.ReadInputAs<RecoveryInput>();

    [Fact]
    public async Task An_alert_opens_an_incident_and_the_next_joins_it()
    {
        _stage.Pair.Die();

        AlertResult first = await HandOverAsync(AlertCondition.Fired);
        await _database.Runtime.WhenIdleAsync(Ct);
        AlertResult second = await HandOverAsync(AlertCondition.Fired);
        AlertResult over = await HandOverAsync(AlertCondition.Resolved);

        Assert.Equal((AlertDisposition.Opened, AlertDisposition.Joined, AlertDisposition.Withdrew), (first.Disposition, second.Disposition, over.Disposition));
        Assert.Equal("Incident for the database is open already", second.Reason);
        Assert.Equal(("database", "alert mysql-resource-health"), ((await OpenedAsync())!.Target, (await OpenedAsync())!.StartedBy));
    }

    [Fact]
    public async Task Without_a_database_an_alert_about_one_is_noted() => Assert.Equal(
        new AlertResult(AlertDisposition.Noted, null,
            "Rule mysql-resource-health is about the database, and this stack has none that the automation looks after (Stack__DatabaseServer is empty)"),
        await HandOverAsync(AlertCondition.Fired, Options.Create(new StackOptions())));

    [Fact]
    public async Task A_well_database_opens_nothing()
    {
        WatchedDatabase? known = await ObserveAsync();

        Assert.Equal((0, null), (known!.Target.SickLooks, known.Target.SickSince));
        Assert.Null(await OpenedAsync());
    }

    [Fact]
    public async Task A_database_that_dies_is_found_without_an_alert_and_opened_once()
    {
        await ObserveAsync();
        _stage.Pair.Die();

        await ObserveAsync();
        RecoveryInput? first = await OpenedAsync();
        WatchedDatabase? known = await ObserveAsync();

        Assert.Equal(("database", "watchdog", null), (first!.Target, first.StartedBy, first.SignalId));
        Assert.Equal((first.Signal, 2), ((await OpenedAsync())!.Signal, known!.Target.SickLooks));
    }
}

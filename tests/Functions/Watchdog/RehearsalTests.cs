using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Security;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Rehearsals;
using Steadfast.Functions.Telemetry;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>The rehearsal in the whole Function App, against the emulated control plane; a test says when the watchdog looks.</summary>
[Trait("Category", "fast")]
public sealed class RehearsalTests : IAsyncLifetime
{
    private readonly Said<Rehearsal> _log = new();
    private LocalStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await LocalStage.StartAsync();
        foreach (MemoryMachine machine in _stage.Machines.Values)
        {
            machine.Serve();
        }
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task It_plays_a_restart_and_a_failover_to_their_ends()
    {
        IReadOnlyList<IncidentRecord> played = await Rehearsal().PlayAsync();

        Assert.Equal(["restart", "failover"], played.SelectMany(incident => incident.Actions).Select(action => action.Kind));
        Assert.All(played, incident => Assert.Equal(IncidentOutcome.Recovered, incident.Outcome));
    }

    [Fact]
    public async Task It_takes_an_alert_in_and_opens_an_incident_that_never_runs()
    {
        RehearsalClient client = new();

        AlertResult outcome = await Rehearsal().TakeInAsync(client, _stage.AddressOf("1"));

        Assert.Equal(AlertDisposition.Opened, outcome.Disposition);
        Assert.Contains(IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 1), client.Started);
        Assert.Empty(await _stage.HistoriesAsync());
    }

    [Fact]
    public async Task It_has_a_restart_refused_for_want_of_a_permit_and_sends_one_to_nobody()
    {
        StartedOperation refused = await Rehearsal().StartAsync(new(), "1");
        OperationProgress? played = await RehearsalPlatform.RestartAsync(_stage.Host.Services.GetRequiredService<IOptions<StackOptions>>().Value);

        Assert.Equal(
            new StartedOperation(StartKind.Held, null, null, "Permit missing: the guard knows of none for this action"), refused);
        Assert.Equal(ActionResult.Succeeded, played?.Result);
        Assert.DoesNotContain(Requests, request => request.Method != "GET");
    }

    [Fact]
    public async Task What_it_plays_is_in_no_metric_and_in_no_trace()
    {
        int counted = 0;
        int traced = 0;
        using MeterListener meters = new() { InstrumentPublished = (instrument, listener) => Listen(instrument, listener) };
        // Other tests count beside it; what is told here is told in the flow of the rehearsal.
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => counted += Muting.IsOn ? 1 : 0);
        meters.Start();
        using ActivityListener spans = new()
        {
            ShouldListenTo = source => source.Name == Spans.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => traced += Muting.IsOn ? 1 : 0,
        };
        ActivitySource.AddActivityListener(spans);

        await Rehearsal().Begin();

        Assert.Equal((0, 0), (counted, traced));
        Assert.Empty(_log.Lines);

        static void Listen(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == Metrics.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        }
    }

    [Fact]
    public async Task It_begins_when_the_watchdog_has_looked_for_the_first_time_and_only_reads()
    {
        GuardState before = await GuardReader.ReadAsync(_stage.Host.Client, Ct);
        await ObserveAsync();
        int looked = Requests.Count;

        await _stage.Host.Services.GetRequiredService<IRehearsal>().Begin();

        // Three looks and the addresses, where the machine is so slow that no look is shared.
        Assert.InRange(Requests.Count, looked + 1, looked + 30);
        Assert.All(Requests, request => Assert.Equal("GET", request.Method));
        Assert.Empty(await _stage.HistoriesAsync());
        Assert.Empty(await _stage.IncidentsAsync());
        Assert.Empty(await _stage.AlertsAsync());
        Assert.Empty(await _stage.GetAsync<NoticeView[]>("/api/notifications"));
        // How late it is and how many there are the look before the rehearsal has said.
        GuardState after = await GuardReader.ReadAsync(_stage.Host.Client, Ct);
        Assert.Equal(JsonSerializer.Serialize(before), JsonSerializer.Serialize(after with { Time = before.Time, Size = before.Size }));
        Assert.Equal(new TierSize(3, after.Time), after.Size);
    }

    [Fact]
    public async Task A_look_that_is_kept_begins_it()
    {
        await ObserveAsync();
        int looked = Requests.Count;

        await Eventually.Is(() => Task.FromResult(Requests.Count), count => count > looked, "the rehearsal reads from the platform");
    }

    [Fact]
    public async Task It_says_nothing_and_is_played_once_in_a_process()
    {
        Rehearsal rehearsal = Rehearsal();
        await rehearsal.Begin();
        int played = Requests.Count;

        await rehearsal.Begin();

        Assert.Empty(_log.Lines);
        Assert.Equal(played, Requests.Count);
    }

    [Fact]
    public async Task That_it_fails_is_one_line_in_the_log()
    {
        SettingsReader none = ActivatorUtilities.CreateInstance<SettingsReader>(_stage.Host.Services, new FixedOptions<RecoveryOptions>(null!));

        await ActivatorUtilities.CreateInstance<Rehearsal>(_stage.Host.Services, _log, none).Begin();

        Assert.Equal(LogLevel.Information, Assert.Single(_log.Lines).Level);
    }

    [Fact]
    public async Task One_that_does_not_end_is_given_up()
    {
        RehearsalContext context = new("endless", DateTime.UnixEpoch, _ => null);

        InvalidOperationException problem = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            while (true)
            {
                await context.CallActivityAsync<string>("Nothing");
            }
        });

        Assert.Equal("The rehearsal of endless has not ended after 200 calls.", problem.Message);
    }

    [Fact]
    public void Everything_that_functions_ask_each_other_for_is_written_and_read()
    {
        HashSet<Type> carried = [.. Steadfast.Functions.Rehearsals.Rehearsal.Travelling()];

        Type[] forgotten = [.. AskedFor().Where(type => type.Assembly == typeof(Rehearsal).Assembly && !carried.Contains(type)).Distinct()];

        Assert.Empty(forgotten);
        Assert.Superset(new HashSet<Type> { typeof(AlertInput), typeof(RecoveryInput), typeof(TierObservation), typeof(PermitRequest), typeof(GuardState), typeof(WatchdogState) }, carried);
    }

    [Fact]
    public void What_is_written_and_read_is_filled_in_to_the_last_property()
    {
        Assert.All(Steadfast.Functions.Rehearsals.Rehearsal.Travelling(), type =>
        {
            JsonElement sample = JsonSerializer.SerializeToElement(RehearsalWire.CarrySample(type), type, RehearsalWire.Options);
            Assert.DoesNotContain(":null", sample.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("[]", sample.GetRawText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void It_writes_and_reads_with_the_settings_of_the_worker()
    {
        FunctionsApplicationBuilder app = FunctionsApplication.CreateBuilder([]);
        app.ConfigureFunctionsWebApplication();
        using ServiceProvider worker = app.Services.BuildServiceProvider();
        JsonSerializerOptions used = worker.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
        used.MakeReadOnly(populateMissingResolver: true);

        Assert.Same(RehearsalWire.Options.GetTypeInfo(typeof(RecoveryInput)), used.GetTypeInfo(typeof(RecoveryInput)));
    }

    private IReadOnlyList<RequestEntry> Requests => _stage.Azure.Requests.Entries;

    // Every call in the compiled app that names a type which crosses from one function to another. Row by row of the module's table of generic calls.
    private static IEnumerable<Type> AskedFor()
    {
        string[] names = ["CallActivityAsync", "CallSubOrchestratorAsync", "CallEntityAsync", "WaitForExternalEvent", "GetEntityAsync", "ReadInputAs", "ReadOutputAs"];
        for (int token = 0x2B000001; ; token++)
        {
            MethodBase? call;
            try
            {
                call = typeof(Rehearsal).Module.ResolveMethod(token, typeof(List<object>).GetGenericArguments(), [typeof(object), typeof(object)]);
            }
            catch (Exception generic) when (generic is VerificationException or TypeLoadException)
            {
                // Within a method that is generic itself; whoever calls that one names the type.
                continue;
            }
            catch (ArgumentException)
            {
                yield break;
            }

            if (call is { IsGenericMethod: true } && names.Contains(call.Name))
            {
                yield return call.GetGenericArguments()[0];
            }
        }
    }

    private Rehearsal Rehearsal() => ActivatorUtilities.CreateInstance<Rehearsal>(_stage.Host.Services, _log);

    private async Task ObserveAsync()
    {
        await using AsyncServiceScope scope = _stage.Host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<WatchdogTrigger>(scope.ServiceProvider).ObserveAsync(new TimerInfo(), _stage.Host.Client, Ct);
    }

    private sealed class Said<T> : ILogger<T>
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}

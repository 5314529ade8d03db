using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>
/// Figures of Microsoft's own host, each with the bound that it must keep. They want the machine for themselves and take minutes, so they
/// run only when they are asked for: <c>-explicit only -class '*RealHostFigures'</c>.
/// </summary>
[Trait("Category", "real-backend")]
public sealed class RealHostFigures(ITestOutputHelper output)
{
    private const int Batch = 100;
    private const int Rounds = 3;
    private const double LeastPerSecond = 25;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan MaxToAction = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MaxFirstLook = TimeSpan.FromSeconds(10);

    // The lock of a host that is gone, and what a start takes.
    private static readonly TimeSpan MaxTakeover = TimeSpan.FromSeconds(25);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // The test sends the alerts: the control plane evaluates its rules once an hour only.
    private static readonly TwinOptions Options = new()
    {
        Host = HostKind.Func,
        IsCrowd = true,
        Pace = TwinPace.Fast with { Plane = Pace.Fast with { AlertFrequency = TimeSpan.FromHours(1) } },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task An_alert_to_a_host_that_was_idle_for_a_minute_leads_to_an_accepted_action_within_4_s()
    {
        RealHost.SkipWithout();
        // They are idle side by side, and woken one after the other.
        List<Twin> twins = [];
        try
        {
            for (int number = 0; number < Rounds; number++)
            {
                twins.Add(await Twin.StartAsync(Options.WithoutWatchdog(), Ct));
            }

            await Task.Delay(Idle, TimeProvider.System, Ct);
            foreach (Twin twin in twins)
            {
                using AlertsToHost alerts = new(twin, output);
                Assert.InRange(await alerts.ToActionAsync("1"), TimeSpan.Zero, MaxToAction);
                Assert.InRange(await alerts.ToActionAsync("2"), TimeSpan.Zero, MaxToAction);
            }
        }
        finally
        {
            await Task.WhenAll(twins.Select(twin => twin.DisposeAsync().AsTask()));
        }
    }

    [Fact(Explicit = true)]
    public async Task A_hundred_alerts_at_once_are_taken_in_at_25_a_second_or_more_and_every_one_is_placed()
    {
        RealHost.SkipWithout();
        List<AlertsTaken> taken = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using Twin twin = await Twin.StartAsync(KeptOpen(Options with { Instances = Batch / 2 }), Ct);
            await Task.WhenAll(twin.Machines.Select(machine => machine.StopAsync(Ct)));
            using AlertsToHost alerts = new(twin, output);
            taken.Add(await alerts.BatchAsync("cold", Batch));
            taken.Add(await alerts.BatchAsync("warm", Batch));
        }

        Assert.All(taken, batch => Assert.Equal((Batch, Batch), (batch.Accepted, batch.Placed)));
        Assert.All(taken, batch => Assert.InRange(batch.PerSecond, LeastPerSecond, double.MaxValue));
    }

    [Fact(Explicit = true)]
    public async Task The_watchdog_has_looked_within_10_s_of_a_cold_start_and_within_25_s_of_the_start_after_a_crash()
    {
        RealHost.SkipWithout();
        List<TimeSpan> cold = [];
        List<TimeSpan> crashed = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using Twin twin = await Twin.StartAsync(Options, Ct);
            using Process process = Process.GetProcessById(twin.Functions.ProcessId!.Value);
            cold.Add(await LookedAsync(twin, new DateTimeOffset(process.StartTime)));
            twin.Functions.Kill();
            await twin.Functions.Ended;
            DateTimeOffset again = TimeProvider.System.GetUtcNow();
            await twin.Functions.StartAsync(Ct);
            crashed.Add(await LookedAsync(twin, again));
            output.WriteLine($"first look after a cold start {cold[^1].TotalSeconds:0.0} s, after a crash {crashed[^1].TotalSeconds:0.0} s");
        }

        Assert.All(cold, each => Assert.InRange(each, TimeSpan.Zero, MaxFirstLook));
        Assert.All(crashed, each => Assert.InRange(each, TimeSpan.Zero, MaxTakeover));
    }

    // The incidents stay open, so that every further alert has one to join.
    private static TwinOptions KeptOpen(TwinOptions options) => options.WithoutWatchdog()
        .WithTime("Recovery__CheckInterval", TimeSpan.FromSeconds(5))
        .WithTime("Recovery__DecisionDeadline", TimeSpan.FromMinutes(5))
        .WithTime("Guard__RefusalDeadline", TimeSpan.FromMinutes(10))
        .WithTime("Stack__ObservationMaxAge", TimeSpan.FromSeconds(5));

    private static async Task<TimeSpan> LookedAsync(Twin twin, DateTimeOffset since)
    {
        using HttpClient http = RealHost.Client(twin);
        await RealHost.ComesAsync(
            "the watchdog looks",
            async () => (await http.GetFromJsonAsync<AutomationView>("api/automation", Json, Ct))!.Watchdog?.At > since.UtcDateTime);
        return twin.Options.Clock.GetUtcNow() - since;
    }
}

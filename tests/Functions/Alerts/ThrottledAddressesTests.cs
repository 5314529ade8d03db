using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Alerts;

/// <summary>A host that starts while the list of addresses is throttled: it asks again soon, and the alerts that come meanwhile are placed when it knows them.</summary>
[Trait("Category", "fast")]
public sealed class ThrottledAddressesTests
{
    private const string Cards = "/networkInterfaces";
    private static readonly AlertSignal Alert = new("alert-a", "lb-probe-down", AlertCondition.Fired, VirtualIncident.Start, VirtualIncident.Start, "DipAvailability", "10.0.0.5");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_knows_no_address_asks_again_soon_although_the_platform_asks_for_a_day()
    {
        LaterTime clock = new();
        await using ControlPlane plane = await ControlPlane.StartAsync(clock);
        plane.Azure.Answers.Tell(Throttled(times: 1));
        TierObserver observer = plane.Get<TierObserver>();

        TierObservation first = await observer.ObserveAsync("test", notBefore: null, Ct);
        TierObservation atOnce = await observer.ObserveAsync("test", notBefore: null, Ct);
        int asked = plane.Azure.Requests.Matching("GET", Cards).Count;
        clock.Skipped += TimeSpan.FromSeconds(20);
        TierObservation soon = await observer.ObserveAsync("test", notBefore: null, Ct);

        Assert.All(first.Instances.Concat(atOnce.Instances), instance => Assert.Null(instance.Address));
        Assert.Equal(1, asked);
        Assert.Equal(plane.Azure.ScaleSet.Instances.Select(instance => instance.Spec.PrivateIp), soon.Instances.Select(instance => instance.Address));
    }

    [Fact]
    public async Task An_alert_that_comes_while_no_address_is_known_is_placed_three_quarters_of_an_hour_later()
    {
        Away away = new(TimeSpan.FromMinutes(45), new(VirtualIncident.Start));
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(away).BuildServiceProvider();
        await using DurableRuntime runtime = new(FunctionCatalog.FromTypes(typeof(AlertOrchestrator), typeof(Placing)), services, new RuntimeOptions { Clock = away.Clock });
        await runtime.StartAsync(Ct);
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(AlertOrchestrator.ProcessAlert), new AlertInput(Alert, VirtualIncident.Defaults), new StartOrchestrationOptions("alert-1"), Ct);

        Assert.True(await VirtualRun.UntilEndedAsync(runtime, away.Clock, "alert-1", VirtualIncident.Start.AddHours(2), Ct));

        AlertResult outcome = (await runtime.Client.GetInstanceAsync("alert-1", getInputsAndOutputs: true, Ct))!.ReadOutputAs<AlertResult>()!;
        Assert.Equal(Placing.Opened, outcome);
        Assert.InRange(away.Clock.GetUtcNow() - VirtualIncident.Start, TimeSpan.FromMinutes(45), TimeSpan.FromMinutes(47));
    }

    [Fact]
    public async Task A_hundred_alerts_that_wait_for_an_address_are_not_a_hundred_lists()
    {
        LaterTime clock = new() { StandsStill = true };
        await using ControlPlane plane = await ControlPlane.StartAsync(clock);
        plane.Azure.Answers.Tell(Throttled(times: int.MaxValue));
        AddressBook book = plane.Get<AddressBook>();

        List<int> lists = [];
        foreach (TimeSpan later in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromSeconds(20)])
        {
            clock.Skipped += later;
            for (int alert = 0; alert < 100; alert++)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => book.FindAsync("10.0.0.5", Ct));
            }

            lists.Add(plane.Azure.Requests.Matching("GET", Cards).Count);
        }

        Assert.Equal([1, 2], lists);
    }

    private static Local.AzureEmulator.AlteredAnswer Throttled(int times) => new("GET", $"*{Cards}")
    {
        Status = (int)HttpStatusCode.TooManyRequests,
        RetryAfter = 86_400,
        Text = """{"error":{"code":"TooManyRequests","message":"Slow down."}}""",
        Times = times,
    };

    /// <summary>Real time, of which some can be left out. Its timers always fire in real time.</summary>
    private sealed class LaterTime : TimeProvider
    {
        private readonly DateTimeOffset _start = System.GetUtcNow();
        private readonly long _startStamp = System.GetTimestamp();

        public bool StandsStill { get; init; }

        public TimeSpan Skipped { get; set; }

        public override DateTimeOffset GetUtcNow() => (StandsStill ? _start : System.GetUtcNow()) + Skipped;

        public override long GetTimestamp() => (StandsStill ? _startStamp : System.GetTimestamp()) + (long)(Skipped.TotalSeconds * TimestampFrequency);
    }

    /// <summary>For how long an alert finds no address.</summary>
    private sealed record Away(TimeSpan For, VirtualClock Clock);

    /// <summary>The activity of an alert, which finds no address for a while.</summary>
    private sealed class Placing(Away away)
    {
        public static readonly AlertResult Opened = new(AlertDisposition.Opened, "instance-1-not-serving", "an incident was opened");

        [Function(nameof(AlertActivities.PlaceAlert))]
        public AlertResult PlaceAlert([ActivityTrigger] AlertInput input) =>
            away.Clock.GetUtcNow() - VirtualIncident.Start < away.For ? throw new TimeoutException("throttled") : Opened;
    }
}

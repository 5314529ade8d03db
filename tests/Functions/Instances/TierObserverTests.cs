using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>Looks at the web tier with the real SDK, while one list of many is throttled.</summary>
[Trait("Category", "fast")]
public sealed class TierObserverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_that_is_throttled_for_a_day_costs_no_address_that_is_known_and_holds_nothing_else_up()
    {
        await using ControlPlane plane = await ControlPlane.StartAsync();
        foreach (MemoryMachine machine in plane.Machines.Values)
        {
            machine.Serve();
        }

        TierObserver observer = plane.Get<TierObserver>();
        TierObservation before = await observer.ObserveAsync("test", notBefore: null, Ct);
        plane.Azure.Requests.Clear();
        plane.Azure.Answers.Tell(new("GET", "*/networkInterfaces") { Status = 429, RetryAfter = 86_400, Text = """{"error":{"code":"TooManyRequests","message":"Slow down."}}""" });

        TierObservation[] after = [await observer.ObserveAsync("test", TimeProvider.System.GetUtcNow().UtcDateTime, Ct), await observer.ObserveAsync("test", TimeProvider.System.GetUtcNow().UtcDateTime, Ct)];

        string?[] addresses = [.. plane.Azure.ScaleSet.Instances.Select(instance => instance.Spec.PrivateIp)];
        Assert.Equal(addresses, before.Instances.Select(instance => instance.Address));
        Assert.All(after, seen => Assert.Equal(addresses, seen.Instances.Select(instance => instance.Address)));
        Assert.All(after, seen => Assert.Null(seen.RetryAfter));
        Assert.Single(plane.Azure.Requests.Matching("GET", "/networkInterfaces"));
        Assert.NotEqual(1, plane.Azure.Requests.Matching("GET", "/virtualMachines").Count);
    }

    // ARM gives back ten lists a minute, and each open incident looks six times.
    [Fact]
    public async Task Looks_within_half_the_time_between_two_share_the_lists_unless_they_must_be_newer()
    {
        VirtualClock clock = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using ControlPlane plane = await ControlPlane.StartAsync(clock);
        TierObserver observer = plane.Get<TierObserver>();
        List<int> read = [];

        foreach ((int milliseconds, DateTime? notBefore) in ((int, DateTime?)[])[(0, null), (50, null), (1, null), (10, null), (0, clock.GetUtcNow().UtcDateTime.AddMilliseconds(61))])
        {
            clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            plane.Azure.Requests.Clear();
            await observer.ObserveAsync("test", notBefore, Ct);
            Assert.Equal(plane.Azure.Requests.Matching("GET", "/virtualMachines").Count > 0, plane.Azure.Requests.Matching("GET", "/rollingUpgrades/latest").Count > 0);
            read.Add(plane.Azure.Requests.Matching("GET", "/rollingUpgrades/latest").Count);
        }

        Assert.Equal([1, 0, 1, 0, 1], read);
    }

    [Fact]
    public async Task That_the_scale_set_has_no_automatic_repairs_is_read_once_in_six_looks()
    {
        VirtualClock clock = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using ControlPlane plane = await ControlPlane.StartAsync(clock);

        for (int look = 0; look < 12; look++)
        {
            Assert.Equal(RepairsState.NotRunning, (await plane.Diagnosis.Observe(new("test"), Ct)).Repairs);
            clock.Advance(TimeSpan.FromMilliseconds(101));
        }

        Assert.Equal(2, plane.Azure.Requests.Matching("GET", "/instanceView").Count);
    }
}

using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Stage;

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
        TierObservation before = await observer.ObserveAsync("test", Ct);
        plane.Azure.Requests.Clear();
        plane.Azure.Answers.Tell(new("GET", "*/networkInterfaces") { Status = 429, RetryAfter = 86_400, Text = """{"error":{"code":"TooManyRequests","message":"Slow down."}}""" });

        TierObservation[] after = [await observer.ObserveAsync("test", Ct), await observer.ObserveAsync("test", Ct)];

        string?[] addresses = [.. plane.Azure.ScaleSet.Instances.Select(instance => instance.Spec.PrivateIp)];
        Assert.Equal(addresses, before.Instances.Select(instance => instance.Address));
        Assert.All(after, seen => Assert.Equal(addresses, seen.Instances.Select(instance => instance.Address)));
        Assert.All(after, seen => Assert.Null(seen.RetryAfter));
        Assert.Single(plane.Azure.Requests.Matching("GET", "/networkInterfaces"));
        Assert.NotEqual(1, plane.Azure.Requests.Matching("GET", "/virtualMachines").Count);
    }
}

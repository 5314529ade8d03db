using System.Net;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Tests.Balancer;

[Trait("Category", "fast")]
public class FlowHashTests
{
    private static readonly IPEndPoint Frontend = new(IPAddress.Loopback, 8080);

    [Fact]
    public void Spreads_flows_that_differ_only_by_the_client_port()
    {
        var shares = Enumerable.Range(32_768, 3_000)
            .CountBy(port => FlowHash.Of(new IPEndPoint(IPAddress.Loopback, port), Frontend) % 3);

        // 1000 each, give or take five standard deviations of a fair choice.
        Assert.All(shares, share => Assert.InRange(share.Value, 870, 1130));
        Assert.Equal(3, shares.Count());
    }

    [Fact]
    public void Gives_the_same_flow_the_same_number()
    {
        IPEndPoint client = new(IPAddress.Parse("10.1.2.3"), 50_000);

        Assert.Equal(FlowHash.Of(client, Frontend), FlowHash.Of(new(client.Address, client.Port), new(Frontend.Address, Frontend.Port)));
        Assert.NotEqual(FlowHash.Of(client, Frontend), FlowHash.Of(new(client.Address, 50_001), Frontend));
        Assert.NotEqual(FlowHash.Of(client, Frontend), FlowHash.Of(client, new(Frontend.Address, 8081)));
    }
}

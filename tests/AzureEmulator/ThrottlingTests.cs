using System.Net;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The documented limits of requests.</summary>
[Trait("Category", "fast")]
public sealed class ThrottlingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Noon);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "", "VMScaleSetLowCostGet web")]
    [InlineData("GET", "/rollingUpgrades/latest", "VMScaleSetLowCostGet web")]
    [InlineData("GET", "/instanceView", "VMScaleSetHighCostGet web")]
    [InlineData("GET", "/virtualMachines", "VMScaleSetHighCostGet web")]
    [InlineData("GET", "/virtualmachines/1", "VMScaleSetVMGet web/1")]
    [InlineData("GET", "/virtualMachines/1/INSTANCEVIEW", "VMScaleSetVMGet web/1")]
    [InlineData("POST", "/virtualmachines/1/restart", "VMScaleSetVMUpdate web/1")]
    [InlineData("PUT", "/virtualMachines/1", "VMScaleSetVMUpdate web/1")]
    [InlineData("DELETE", "/virtualMachines/1", "VMScaleSetVMDelete web/1")]
    [InlineData("PATCH", "", "VMScaleSetUpdate web")]
    [InlineData("POST", "/restart", "VMScaleSetUpdate web")]
    [InlineData("POST", "/setOrchestrationServiceState", "VMScaleSetUpdate web")]
    [InlineData("POST", "/delete", "VMScaleSetDelete web")]
    [InlineData("GET", "/networkInterfaces", "")]
    [InlineData("GET", "/virtualMachines/1/networkInterfaces", "")]
    [InlineData("GET", "/providers/Microsoft.Insights/metrics", "")]
    public void Request_counts_against_its_group_and_resource(string method, string below, string counted)
    {
        var of = ThrottlingPolicy.Of(method, TestStack.Set + below);

        Assert.Equal(counted, of is var (group, resource) ? $"{group.Name} {resource}" : "");
    }

    [Fact]
    public void Operation_counts_against_itself() => Assert.Equal(
        (ThrottlingGroup.OperationGet, "b2"),
        ThrottlingPolicy.Of("GET", "/subscriptions/s/providers/Microsoft.Compute/locations/westeurope/operations/B2"));

    [Fact]
    public void Bucket_empties_at_its_capacity_and_refills_by_the_minute()
    {
        Throttle throttle = new(_clock, TimeSpan.FromMinutes(1));
        var path = $"{TestStack.Set}/virtualMachines/1/restart";

        Assert.Equal(12, Passing(throttle, path));
        Assert.Equal(TimeSpan.FromSeconds(15), throttle.Refuse("POST", path));
        _clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(TimeSpan.FromSeconds(1), Rounded(throttle.Refuse("POST", path)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Passing(throttle, path));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4, Passing(throttle, path));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(12, Passing(throttle, path));
    }

    [Fact]
    public void Every_resource_has_its_own_bucket_until_the_subscriptions_is_empty()
    {
        Throttle throttle = new(_clock, TimeSpan.FromMinutes(1));

        // 1500 for the subscription: twelve each for 125 instances, and nothing for the next.
        var passed = Enumerable.Range(0, 126).Select(id => Passing(throttle, $"{TestStack.Set}/virtualMachines/{id}/restart")).ToList();

        Assert.Equal([.. Enumerable.Repeat(12, 125), 0], passed);
    }

    [Fact]
    public async Task Thirty_lists_pass_and_the_next_is_told_when_to_come_back()
    {
        await using var stack = await TestStack.StartAsync(options => options with { Clock = _clock, Throttling = true, Pace = options.Pace with { ThrottlingMinute = TimeSpan.FromMinutes(1) } });

        for (var list = 0; list < 30; list++)
        {
            await stack.GetAsync($"{TestStack.Set}/instanceView");
        }

        using var refused = await stack.Http.GetAsync($"{TestStack.Set}/instanceView?api-version=2023-07-01", Ct);
        using var other = await stack.Http.GetAsync($"{TestStack.Set}?api-version=2023-07-01", Ct);
        _clock.Advance(TimeSpan.FromSeconds(6));
        using var later = await stack.Http.GetAsync($"{TestStack.Set}/instanceView?api-version=2023-07-01", Ct);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(6)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Contains("\"error\":{\"code\":\"TooManyRequests\"", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.StatusCode, later.StatusCode));
    }

    [Theory]
    [InlineData("fast", null, false)]
    [InlineData("fast", true, true)]
    [InlineData("azure", null, true)]
    [InlineData("azure", false, false)]
    public async Task Limits_are_kept_at_azures_pace_and_wherever_they_are_asked_for(string pace, bool? throttling, bool kept)
    {
        await using var stack = await TestStack.StartAsync(options => options with
        {
            Clock = _clock,
            Throttling = throttling,
            Pace = pace == "fast" ? Pace.Fast : Pace.Azure,
        });

        List<HttpStatusCode> answers = [];
        for (var request = 0; request < 13; request++)
        {
            using var answer = await stack.Http.PostAsync($"{TestStack.Set}/virtualMachines/1/restart?api-version=2023-07-01", content: null, Ct);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(kept ? HttpStatusCode.TooManyRequests : HttpStatusCode.Conflict, answers[^1]);
    }

    [Fact]
    public async Task Sdk_comes_through_by_waiting_as_told()
    {
        // A request comes back each second, and time stands still until the first is refused.
        await using var stack = await TestStack.StartAsync(options => options with
        {
            Clock = _clock,
            Throttling = true,
            Pace = options.Pace with { ThrottlingMinute = TimeSpan.FromSeconds(12) },
        });
        for (var read = 0; read < 36; read++)
        {
            await stack.GetAsync(TestStack.Set);
        }

        var set = stack.ScaleSet.GetAsync(cancellationToken: Ct);
        await Poll.UntilAsync("the refusal", () => stack.Emulator.Requests.Entries[^1].Status == 429);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("web", (await set).Value.Data.Name);
        Assert.Equal([429, 200], stack.Emulator.Requests.Entries.Skip(36).Select(entry => entry.Status));
    }

    private static int Passing(Throttle throttle, string path)
    {
        var passed = 0;
        while (throttle.Refuse("POST", path) is null)
        {
            passed++;
        }

        return passed;
    }

    private static TimeSpan? Rounded(TimeSpan? wait) => wait is { } some ? TimeSpan.FromSeconds(Math.Round(some.TotalSeconds, 3)) : null;
}

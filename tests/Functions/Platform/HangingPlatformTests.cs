using Steadfast.Functions.Actions;
using Steadfast.Functions.Database;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Platform.Readers;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Platform;

/// <summary>A control plane that takes requests and never answers. No look fails for it, and none outlives its activity.</summary>
[Trait("Category", "fast")]
public sealed class HangingPlatformTests : IAsyncLifetime
{
    private const string Operation = "https://management.azure.com/subscriptions/s/providers/Microsoft.Compute/locations/w/operations/1?api-version=2024-07-01";

    private static readonly TimeSpan Limit = BoundedRead.Limit;

    private readonly VirtualClock _clock = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly ScriptedArm _arm;
    private readonly CancellationTokenSource _activity;
    private int _sent;

    public HangingPlatformTests()
    {
        _arm = new(_clock, [new("Stack:DatabaseServer", "mysql")]);
        _arm.On("/networkInterfaces", RecordedBodies.NetworkInterfaces);
        _arm.Hangs = true;
        _activity = new(ActivityDeadline.Limit, _clock);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _activity.Dispose();
        return _arm.DisposeAsync();
    }

    public static TheoryData<string> Polls => ["instance", "capacity", "database"];

    [Theory]
    [MemberData(nameof(Polls))]
    public async Task The_progress_of_an_operation_cannot_be_read_and_the_operation_goes_on(string of)
    {
        foreach (string? url in new[] { Operation, null })
        {
            Task<OperationProgress> poll = PollAsync(of, url);

            await HangAsync(Limit);

            OperationProgress progress = await poll;
            Assert.Equal((ActionResult.Running, "its progress cannot be read now (no answer in time)"), (progress.Result, progress.Detail));
        }
    }

    [Fact]
    public async Task A_scale_set_cannot_be_read()
    {
        Task<ScaleSetCheck> check = _arm.Get<CapacityActivities>().ReadScaleSet("incident-1", _activity.Token);

        await HangAsync(Limit);

        Assert.Equal(new ScaleSetCheck(null, null, "the scale set cannot be read (no answer in time)"), await check);
    }

    [Fact]
    public async Task An_action_is_not_begun_where_the_look_before_it_is_not_answered()
    {
        InstanceActivities.ActionInput input = new(InstanceAction.Restart, "1", _clock.GetUtcNow().UtcDateTime, GuardClient.Held("1") with { RequestNumber = 1 });
        Task<StartedOperation> start = _arm.Get<InstanceActivities>().StartAction(input, new GuardClient(), _activity.Token);

        await HangAsync(Limit);
        await HangAsync(Limit);

        StartedOperation started = await start;
        Assert.Equal((StartKind.NotNow, false), (started.Kind, started.MayHaveBegun));
        Assert.DoesNotContain(_arm.Requests, request => request.StartsWith("POST ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_addresses_of_before_are_taken_within_a_part_of_the_time_of_a_look()
    {
        _arm.Hangs = false;
        WebTier tier = _arm.Get<WebTier>();
        var known = await tier.AddressesAsync(_activity.Token);
        _clock.Advance(TimeSpan.FromSeconds(31));
        using CancellationTokenSource look = new(new StackOptions().ReadTimeout, _clock);
        _arm.Hangs = true;
        _sent = _arm.Requests.Count;

        Task<IReadOnlyList<(string Id, string Address)>> again = tier.AddressesAsync(look.Token);
        await HangAsync(TimeSpan.FromSeconds(5));

        Assert.NotEmpty(known);
        Assert.Equal(known, await again);
        Assert.False(look.IsCancellationRequested);
    }

    private Task<OperationProgress> PollAsync(string of, string? url) => of switch
    {
        "instance" => _arm.Get<InstanceActivities>().PollOperation(new("1", url, InstanceAction.Restart), _activity.Token),
        "capacity" => _arm.Get<CapacityActivities>().PollCapacity(new(url), _activity.Token),
        _ => _arm.Get<DatabaseActivities>().PollFailover(new(url), _activity.Token),
    };

    // The clock goes on when the request hangs, and not before.
    private async Task HangAsync(TimeSpan time)
    {
        _sent = await Eventually.Is(() => Task.FromResult(_arm.Requests.Count), count => count > _sent, "a request is sent");
        _clock.Advance(time);
    }
}

using Steadfast.Functions.Actions;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class UnansweredPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly OperationProgress Waiting = new(ActionResult.Running, null, "nothing is seen of the restart of instance 1 yet");

    private static readonly OperationProgress NotBegun =
        new(ActionResult.Failed, null, "no answer came, and nothing was seen of the restart of instance 1, so it counts as not begun") { WasNotBegun = true };

    private static ScaleSetInstance Instance(string state, int? endedBefore = null) =>
        new("1", "1", state, endedBefore is { } seconds ? Now.AddSeconds(-seconds) : null, CheckResult.Bad("its health extension says unhealthy"), false);

    private static OperationProgress? Unseen(ScaleSetInstance instance, int left, InstanceAction action = InstanceAction.Restart) => UnansweredPolicy.Unseen(
        new(Now.UtcDateTime.AddSeconds(-60), Now.UtcDateTime.AddSeconds(left)), action, instance, Now);

    [Fact]
    public void What_was_answered_for_is_not_looked_for() =>
        Assert.Null(UnansweredPolicy.Unseen(null, InstanceAction.Restart, Instance("Succeeded"), Now));

    [Fact]
    public void Nothing_seen_of_it_is_waited_for_and_then_counts_as_not_begun()
    {
        Assert.Equal(Waiting, Unseen(Instance("Succeeded"), left: 1));
        Assert.Equal(NotBegun, Unseen(Instance("Succeeded"), left: 0));
        // One that ended before the decision is another one.
        Assert.Equal(NotBegun, Unseen(Instance("Succeeded", endedBefore: 61), left: 0));
        // What is said to end in an hour tells nothing.
        Assert.Equal(NotBegun, Unseen(Instance("Succeeded", endedBefore: -3600), left: 0));
    }

    [Theory]
    [InlineData("Updating", null)]
    [InlineData("Succeeded", 59)]
    [InlineData("Failed", 1)]
    public void An_operation_that_runs_or_has_ended_since_is_that_one(string state, int? endedBefore) =>
        Assert.Null(Unseen(Instance(state, endedBefore), left: 0));

    [Fact]
    public void A_deletion_is_seen_by_nothing_but_itself()
    {
        Assert.NotNull(Unseen(Instance("Updating"), left: 0, InstanceAction.Delete));
        Assert.NotNull(Unseen(Instance("Succeeded", endedBefore: 1), left: 0, InstanceAction.Delete));
        Assert.Null(Unseen(Instance("Deleting"), left: 0, InstanceAction.Delete));
    }

    [Theory]
    [InlineData(600, 240)]
    [InlineData(60, 30)]
    public void It_is_looked_for_for_half_of_its_time_and_four_minutes_at_most(int deadline, int within) =>
        Assert.Equal(TimeSpan.FromSeconds(within), UnansweredRequest.SeenWithin(TimeSpan.FromSeconds(deadline)));

    [Fact]
    public async Task What_was_seen_once_is_not_looked_for_any_more()
    {
        UnansweredRequest request = new(Now.UtcDateTime, Now.UtcDateTime);
        Queue<OperationProgress> looks = new([Waiting, Waiting with { WasSeen = true }, new(ActionResult.Succeeded, null, "instance 1 is Succeeded")]);
        List<UnansweredRequest?> asked = [];
        Func<Task<OperationProgress>> ask = UnansweredRequest.UntilSeen(request, left =>
        {
            asked.Add(left);
            return Task.FromResult(looks.Dequeue());
        });

        bool[] seen = [(await ask()).WasSeen, (await ask()).WasSeen, (await ask()).WasSeen];

        Assert.Equal([request, request, null], asked);
        Assert.Equal([false, true, true], seen);
    }
}

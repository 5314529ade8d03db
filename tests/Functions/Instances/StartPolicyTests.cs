using Steadfast.Functions.Actions;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class StartPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static ScaleSetInstance Seen(string state, int lastOperation = -600, bool healthy = false) => new(
        "1", "1", state, Now.AddSeconds(lastOperation), healthy ? CheckResult.Good("its health extension says healthy") : CheckResult.Bad("its health extension says unhealthy"), false);

    private static StartKind? Answer(InstanceAction action, int decided, ScaleSetInstance? instance) =>
        StartPolicy.Answer(action, "1", Now.AddSeconds(decided).UtcDateTime, instance, Now)?.Kind;

    [Theory]
    [InlineData(InstanceAction.Restart, null)]
    [InlineData(InstanceAction.Reimage, null)]
    [InlineData(InstanceAction.Delete, null)]
    public void A_fresh_decision_on_an_instance_at_rest_is_asked_of_the_platform(InstanceAction action, StartKind? expected) =>
        Assert.Equal(expected, Answer(action, -1, Seen("Succeeded")));

    [Theory]
    [InlineData(InstanceAction.Restart, StartKind.Gone)]
    [InlineData(InstanceAction.Reimage, StartKind.Gone)]
    [InlineData(InstanceAction.Delete, StartKind.AlreadyDone)]
    public void Being_gone_is_what_a_delete_wants_and_nothing_else_does(InstanceAction action, StartKind expected) =>
        Assert.Equal(expected, Answer(action, -1, null));

    [Theory]
    [InlineData(InstanceAction.Restart, "Updating", StartKind.Attached)]
    [InlineData(InstanceAction.Reimage, "Updating", StartKind.Attached)]
    [InlineData(InstanceAction.Restart, "Deleting", StartKind.Attached)]
    [InlineData(InstanceAction.Delete, "Updating", StartKind.NotNow)]
    [InlineData(InstanceAction.Delete, "Deleting", StartKind.Attached)]
    public void A_running_operation_is_waited_for(InstanceAction action, string state, StartKind expected) =>
        Assert.Equal(expected, Answer(action, -1, Seen(state)));

    [Theory]
    [InlineData(InstanceAction.Restart, StartKind.AlreadyDone)]
    [InlineData(InstanceAction.Reimage, StartKind.AlreadyDone)]
    [InlineData(InstanceAction.Delete, null)]
    public void An_operation_that_ended_after_the_decision_was_this_one_unless_the_instance_had_to_go(InstanceAction action, StartKind? expected) =>
        Assert.Equal(expected, Answer(action, -30, Seen("Succeeded", lastOperation: -10)));

    [Theory]
    [InlineData(InstanceAction.Restart, 120, StartKind.AlreadyDone)]
    [InlineData(InstanceAction.Restart, 18_000, null)]
    [InlineData(InstanceAction.Reimage, 18_000, null)]
    public void An_operation_that_is_said_to_end_in_five_hours_is_no_sign_that_this_one_is_done(InstanceAction action, int lastOperation, StartKind? expected) =>
        Assert.Equal(expected, Answer(action, -1, Seen("Succeeded", lastOperation)));

    [Theory]
    [InlineData(InstanceAction.Restart, true, StartKind.NotNeeded)]
    [InlineData(InstanceAction.Reimage, true, StartKind.NotNeeded)]
    [InlineData(InstanceAction.Restart, false, StartKind.NotNow)]
    [InlineData(InstanceAction.Reimage, false, StartKind.NotNow)]
    [InlineData(InstanceAction.Delete, true, StartKind.NotNeeded)]
    [InlineData(InstanceAction.Delete, false, StartKind.NotNeeded)]
    public void An_old_decision_is_dropped_for_a_well_instance_made_anew_for_a_sick_one_and_never_deletes_one(InstanceAction action, bool healthy, StartKind? expected) =>
        Assert.Equal(expected, Answer(action, -121, Seen("Succeeded", healthy: healthy)));
}

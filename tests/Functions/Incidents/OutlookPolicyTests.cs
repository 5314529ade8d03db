using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>What an open incident waits for, until when, and what comes then.</summary>
[Trait("Category", "fast")]
public sealed class OutlookPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly IncidentSettings Defaults = new(new(), new(), new());

    private static readonly IncidentRecord Opened = new(
        "incident-instance-1-not-serving-000001", "1", "alert lb-probe-down", IncidentOutcome.Open, "just opened", null, new(Signal: Noon), [], []);

    [Fact]
    public void At_first_it_looks() => Assert.Equal(
        new("a clear picture of instance 1", Noon.AddMinutes(5), "Then it acts, closes without an action, or is handed over to a person.", null),
        Of(Opened));

    [Fact]
    public void An_action_that_waits_for_approval_waits_for_a_person() => Assert.Equal(
        new(
            "a person to approve the restart", Noon.AddMinutes(30), "Without an approval it closes as refused, and nothing is done.", "Approve the restart, or end the incident."),
        Of(Opened with { Awaiting = new(RepairAction.Restart, Noon.AddMinutes(30)) }));

    [Fact]
    public void A_refusal_says_when_it_acts_and_how_it_is_lifted() => Assert.Equal(
        new("the end of the pause", Noon.AddHours(1), "It acts as soon as nothing is in the way, and closes as refused when that takes 60 min.", "Resume the automation when it may act again."),
        Of(Opened with { Refusal = new(RefusalKind.Paused, "refused: paused", Noon.AddHours(1).UtcDateTime) }));

    [Fact]
    public void Every_refusal_has_words_and_those_that_only_a_person_lifts_say_how() => Assert.Equal(
        ["BelowFloor", "BreakerOpen", "LeaseHeld", "Paused", "StormCanaryFailed"],
        Enum.GetValues<RefusalKind>().Where(kind => Of(Opened with { Refusal = new(kind, "refused", null) }).ForPerson is not null).Select(kind => $"{kind}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("restart", 10)]
    [InlineData("reimage", 20)]
    [InlineData("replace", 30)]
    public void An_operation_that_runs_has_its_deadline(string kind, int minutes) => Assert.Equal(
        new($"the platform to end the {kind}", Noon.AddMinutes(minutes), "Then it must serve for 60 s without a break.", null),
        Of(Opened with { Actions = [Action(kind, ActionResult.Running)] }));

    [Theory]
    [InlineData("restart", Mode.Auto, "Otherwise: reimage, if the guard allows it.")]
    [InlineData("restart", Mode.Approve, "Otherwise a person is asked to approve a reimage.")]
    [InlineData("restart", Mode.Observe, "Otherwise it closes as refused: reimage is in mode observe.")]
    [InlineData("replace", Mode.Auto, "Otherwise it is handed over to a person.")]
    public void After_an_action_it_must_serve_or_the_next_rung_comes(string kind, Mode reimage, string then) => Assert.Equal(
        new("instance 1 to serve", Noon.AddMinutes(6), then, null),
        OutlookPolicy.Of(Opened with { Actions = [Action(kind, ActionResult.Succeeded, Noon.AddMinutes(1))] }, Defaults with { Modes = new() { Reimage = reimage } }));

    [Fact]
    public void A_replacement_is_waited_for_by_its_own_number() => Assert.Equal(
        "instance 4 to serve",
        Of(Opened with { Actions = [Action("replace", ActionResult.Succeeded, Noon) with { Replacement = "4" }] }).WaitsFor);

    [Fact]
    public void One_that_serves_again_must_stay_healthy() => Assert.Equal(
        new("instance 1 to stay healthy", Noon.AddMinutes(3), "Then it closes as recovered.", null),
        Of(Opened with { Timeline = new(Signal: Noon, Restored: Noon.AddMinutes(2)), Actions = [Action("restart", ActionResult.Succeeded, Noon)] }));

    [Fact]
    public void A_database_that_takes_writes_again_waits_for_its_standby() => Assert.Equal(
        new("a healthy standby", Noon.AddHours(1), "Then it closes as recovered; without a standby it is handed over to a person.", null),
        Of(Opened with { Target = "database", Timeline = new(Restored: Noon), Actions = [Action("failover", ActionResult.Succeeded, Noon)] }));

    private static IncidentOutlook Of(IncidentRecord record) => OutlookPolicy.Of(record, Defaults);

    private static ActionTaken Action(string kind, ActionResult result, DateTimeOffset? done = null) => new(kind, "1", "alert lb-probe-down", Noon, done, result, "accepted");
}

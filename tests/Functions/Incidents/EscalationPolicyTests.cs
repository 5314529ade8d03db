using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>An incident that hands over the outage of the one before, and says the same, repeats it; all else is news.</summary>
[Trait("Category", "fast")]
public sealed class EscalationPolicyTests
{
    private const string Step = "Wait until the standby is Healthy.";
    private const string Down = "Person needed: the database is down and must not be failed over: the standby is CreatingStandby";

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly HandOver First = new("incident-database-unavailable-000001", Noon.AddMinutes(-5));

    private static readonly Escalation Before = EscalationPolicy.Of(Record(evidence: "of 3 web servers 1 cannot reach it", closed: Noon) with { Repeats = First })!;

    private static readonly ActionTaken Failover = new("failover", "database", "watchdog", Noon, null, ActionResult.Failed, "Azure says Failed");

    private static IncidentRecord Record(
        IncidentOutcome outcome = IncidentOutcome.Escalated, FailureKind? diagnosis = FailureKind.DatabaseUnavailable, string verdict = Down, string? step = Step,
        string evidence = "of 3 web servers 3 cannot reach it", DateTimeOffset? closed = null) =>
        new("incident-database-unavailable-000002", "database", "watchdog", outcome, $"{verdict}. {step} Evidence: {evidence}", diagnosis, new(Closed: closed ?? Noon.AddMinutes(10)), [], [])
        {
            NextStep = step,
        };

    public static TheoryData<string, IncidentRecord, double?, bool> Cases => new()
    {
        { "failing since before the first closed", Record(), -1, true },
        { "failing since that very moment", Record(), 0, true },
        { "failing since later: it was well in between", Record(), 1, false },
        { "not known since when", Record(), null, false },
        { "other evidence", Record(evidence: "of 3 web servers 2 cannot reach it"), -1, true },
        { "another state of the standby", Record(verdict: Down.Replace("Creating", "Dropping", StringComparison.Ordinal)), -1, false },
        { "another diagnosis", Record(diagnosis: FailureKind.DatabaseReadOnly), -1, false },
        { "no diagnosis", Record(diagnosis: null), -1, false },
        { "a loss that was not known before", Record(verdict: $"{Down}; writes acknowledged since 11:55:00 UTC may be lost"), -1, false },
        { "another next step", Record(step: "Order a failover."), -1, false },
        { "an action that was tried", Record() with { Actions = [Failover] }, -1, false },
        { "an action that was never accepted", Record() with { Actions = [Failover with { Accepted = null }] }, -1, true },
        { "an action that may be running", Record() with { Actions = [Failover with { Accepted = null, Result = ActionResult.Running }] }, -1, false },
        { "refused instead of handed over", Record(IncidentOutcome.Refused), -1, false },
        { "nothing was wrong", Record(IncidentOutcome.NoAction), -1, false },
        { "recovered", Record(IncidentOutcome.Recovered), -1, false },
        { "after less than two hours", Record(closed: First.At.AddMinutes(119)), -1, true },
        { "after two hours", Record(closed: First.At.AddMinutes(120)), -1, false },
        { "before the one before it: a clock was ahead", Record(closed: Noon.AddMinutes(-1)), -10, false },
        { "before the first of all", Record(closed: First.At.AddMinutes(-1)), -10, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_hand_over_repeats_the_one_before_only_when_nothing_is_new(string about, IncidentRecord record, double? failingSinceMinutes, bool expected)
    {
        Assert.NotEmpty(about);
        DateTimeOffset? since = failingSinceMinutes is { } minutes ? Noon.AddMinutes(minutes) : null;

        Assert.Equal(expected ? First : null, EscalationPolicy.Repeated(record, Before, since));
        Assert.Null(EscalationPolicy.Repeated(record, null, since));
    }

    [Fact]
    public void A_hand_over_that_repeats_nothing_is_the_first()
    {
        IncidentRecord record = Record();

        Assert.Equal(
            new Escalation(new(record.Id, record.Timeline.Closed!.Value), record.Timeline.Closed.Value, FailureKind.DatabaseUnavailable, $"{Down}. {Step}"),
            EscalationPolicy.Of(record));
    }

    [Theory]
    [InlineData(IncidentOutcome.Open)]
    [InlineData(IncidentOutcome.Refused)]
    [InlineData(IncidentOutcome.NoAction)]
    [InlineData(IncidentOutcome.Recovered)]
    public void What_ended_otherwise_is_no_hand_over(IncidentOutcome outcome) => Assert.Null(EscalationPolicy.Of(Record(outcome)));

    [Fact]
    public void What_was_terminated_has_no_end_to_compare_with() =>
        Assert.Equal((null, null), (EscalationPolicy.Of(Record() with { Timeline = new() }), EscalationPolicy.Of(null)));
}

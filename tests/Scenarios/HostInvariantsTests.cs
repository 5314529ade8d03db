using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.Scenarios.Invariants;
using static Steadfast.Scenarios.Tests.MadeUpActions;

namespace Steadfast.Scenarios.Tests;

/// <summary>Each invariant of the automation's process, of what it holds and of what it asks again is broken once, and only that one is reported.</summary>
[Trait("Category", "fast")]
public sealed class HostInvariantsTests
{
    private const string Restarting = "POST /virtualMachines/1/restart";
    private const string Loss = "writes acknowledged since 11:58:30 may be lost";

    [Fact]
    public void What_is_held_for_incidents_that_have_ended_is_named() => Assert.Equal(
        ["nothing is held at the end for an incident that has ended: incident-x is Suspended; a permit of incident-y"],
        Broken(Good with { Held = ["incident-x is Suspended", "a permit of incident-y"] }));

    [Theory]
    [InlineData("QuotaExceeded", true)]
    [InlineData("ScopeLocked", true)]
    [InlineData("AuthorizationFailed", true)]
    [InlineData("AnotherOperationInProgress", false)]
    [InlineData("TooManyRequests", false)]
    public void A_request_that_the_platform_has_refused_for_good_is_not_sent_again(string code, bool broken) => Assert.Equal(
        broken ? [$"what is refused for good is not asked for again: 2 times {Restarting} ({code}), in 1 incidents"] : [],
        Broken(Good with { Refused = [new(At(5), Restarting, code), new(At(8), Restarting, code)] }));

    [Theory]
    [InlineData("PATCH /web to 4", "PATCH /web to 4", true)]
    [InlineData("PATCH /web to 4", "PATCH /web to 3", false)]
    public void A_change_of_the_capacity_is_not_sent_again_either_and_is_told_from_what_puts_it_back(string first, string second, bool broken) => Assert.Equal(
        broken ? [$"what is refused for good is not asked for again: 2 times {first} (ScopeLocked), in 1 incidents"] : [],
        Broken(Good with { Refused = [new(At(5), first, "ScopeLocked"), new(At(8), second, "ScopeLocked")] }));

    [Fact]
    public void A_second_incident_may_ask_for_it_once_more() => Assert.Equal([], Broken(Good with
    {
        Incidents = [.. Good.Incidents, Incident() with { Id = "incident-y" }],
        Refused = [new(At(5), Restarting, "ScopeLocked"), new(At(8), Restarting, "ScopeLocked")],
    }));

    [Theory]
    [InlineData("GET api/incidents 500", true)]
    [InlineData("POST api/automation/pause 502", true)]
    [InlineData("POST api/instances/1/restart 503", false)]
    [InlineData("GET api/alerts 404", false)]
    public void An_endpoint_that_fails_is_named(string answer, bool broken) => Assert.Equal(
        broken ? [$"no endpoint fails otherwise than by 503, which says what to do: {answer}"] : [],
        Broken(Good with { Answers = ["GET api/incidents 200", answer] }));

    [Fact]
    public void An_alert_that_is_answered_500_is_an_endpoint_that_fails() => Assert.Equal(
        ["no endpoint fails otherwise than by 503, which says what to do: POST api/alerts 500"],
        Broken(Good with { AlertAnswers = ["202", "503", "500"] }));

    [Fact]
    public void Memory_and_journal_are_bounded_by_the_number_of_alerts()
    {
        Assert.Equal(["the process has at most 400 MB: 401"], Broken(Good with { MemoryMb = 401 }));
        Assert.Equal(["the journal has at most 128 MB: 129"], Broken(Good with { JournalMb = 129 }));
        Assert.Equal([], Broken(Good with { MemoryMb = 401, JournalMb = 129, AlertAnswers = [.. Enumerable.Repeat("202", 1_000)] }));
    }

    [Fact]
    public void A_loss_that_nobody_was_told_of_is_named()
    {
        ObservedActions lost = Good with { Operations = [], ByAnybody = [], Incidents = [], Database = new([], [], [], []) { Lost = 3 } };
        IncidentRecord told = Incident() with { Target = IncidentKey.Database, Reason = $"writes are back; {Loss}" };
        Notice notice = new("one", NoticeKind.Escalated, "the database", told.Reason, At(1));

        Assert.Equal(["a loss is told in a record and in a notice: 3 acknowledged writes are gone, and neither says so"], Broken(lost));
        Assert.Equal(["a loss is told in a record and in a notice: 3 acknowledged writes are gone, and no notice says so"], Broken(lost with { Incidents = [told] }));
        Assert.Equal([], Broken(lost with { Incidents = [told], Notices = [notice] }));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(1, 4)]
    public void What_a_trial_write_leaves_is_named(int rows, int notes)
    {
        ObservedActions seen = Good with { Database = new([], [], [], []) { Leftovers = new(rows, notes) } };

        Assert.Equal([$"trial writes leave one row of their own at most, and no note: {rows} rows, {notes} notes"], Broken(seen));
        Assert.Equal([], Broken(seen with { Database = seen.Database! with { Leftovers = new(1, 0) } }));
    }
}

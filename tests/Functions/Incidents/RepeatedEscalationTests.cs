using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Database;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>One outage of the database that several signals open incidents for is one alert for whoever is woken.</summary>
[Trait("Category", "fast")]
public sealed class RepeatedEscalationTests
{
    private static readonly DatabaseObservation Stuck = DatabaseSample.Of("uuu", probe: 'b', standby: "CreatingStandby");

    // Used until ten minutes ago, as most web servers say.
    private static readonly DatabaseObservation Again = Stuck with
    {
        At = DatabaseSample.At.AddHours(1),
        WebTier = WebTierView.Of([.. DatabaseSample.Saying("uuu").Select((one, index) => one with { Status = one.Status with { Since = DatabaseSample.At.AddMinutes(index == 0 ? -1 : 50) } })]),
    };

    private static readonly DatabaseObservation WithoutStandby = DatabaseSample.Of("ooo", standby: "CreatingStandby");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_alert_of_a_database_that_was_handed_over_repeats_it_and_so_does_the_next()
    {
        DatabaseScript script = new() { Looks = [Stuck] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        List<IncidentRecord> records = [];
        for (int number = 0; number < 3; number++)
        {
            records.Add(await NextAsync(database));
        }

        List<string?> repeats = [.. records.Select(record => record.Repeats?.Incident)];

        Notice[] told = [.. script.Notices.Where(notice => notice.Kind == NoticeKind.Escalated)];
        Assert.Equal([null, VirtualDatabase.First, VirtualDatabase.First], repeats);
        Assert.Equal(repeats, told.Select(notice => notice.Repeats));
        Assert.Equal([$"{NoticeKey.Of(VirtualDatabase.First, records[0].Timeline.Signal)}-escalated"], told.Select(NoticePolicy.KeyOfHandOver).Distinct());
    }

    [Fact]
    public async Task What_most_web_servers_have_used_in_between_is_news()
    {
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(new() { Looks = [Stuck, Stuck, Stuck, Again] });
        IncidentRecord first = await NextAsync(database);
        database.Clock.Advance(TimeSpan.FromHours(1));

        IncidentRecord second = await NextAsync(database);

        Assert.Equal((IncidentOutcome.Escalated, IncidentOutcome.Escalated), (first.Outcome, second.Outcome));
        Assert.Equal((first.NextStep, null), (second.NextStep, second.Repeats));
    }

    [Fact]
    public async Task What_a_person_has_ordered_is_news()
    {
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(new() { Looks = [Stuck] });
        IncidentRecord first = await NextAsync(database);
        await database.OpenAsync(new(FailoverMode.Recover, "operator anna", "the alarm"));

        IncidentRecord second = await database.EndAsync();

        Assert.Equal((first.Outcome, first.NextStep, null), (second.Outcome, second.NextStep, second.Repeats));
    }

    [Fact]
    public async Task A_database_without_a_standby_that_then_goes_down_is_news()
    {
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(new() { Looks = [.. Enumerable.Repeat(WithoutStandby, 361), Stuck] });
        IncidentRecord first = await NextAsync(database);

        IncidentRecord second = await NextAsync(database);

        Assert.Equal((FailureKind.StandbyUnhealthy, IncidentOutcome.Escalated), (first.Diagnosis, first.Outcome));
        Assert.Equal((FailureKind.DatabaseUnavailable, IncidentOutcome.Escalated, null), (second.Diagnosis, second.Outcome, second.Repeats));
    }

    [Fact]
    public async Task What_follows_an_incident_that_was_terminated_is_news()
    {
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(new() { Looks = [Stuck] });
        await database.OpenAsync();
        await database.Runtime.Client.TerminateInstanceAsync(database.IncidentId, Ct);
        await database.Runtime.WhenIdleAsync(Ct);

        Assert.Null((await NextAsync(database)).Repeats);
    }

    [Fact]
    public async Task An_instance_repeats_nothing_for_it_may_have_served_between_two_looks()
    {
        await using VirtualIncident stage = new(new Script { Looks = [Sees.Nothing] });
        await stage.OpenAsync();
        IncidentRecord first = await stage.EndAsync();
        await stage.OpenAgainAsync();

        IncidentRecord second = await stage.EndAsync();

        Assert.Equal((IncidentOutcome.Escalated, first.Outcome, first.NextStep, null), (first.Outcome, second.Outcome, second.NextStep, second.Repeats));
    }

    private static async Task<IncidentRecord> NextAsync(VirtualDatabase database)
    {
        await database.OpenAsync();
        return await database.EndAsync();
    }
}

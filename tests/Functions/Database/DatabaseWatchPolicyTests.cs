using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseWatchPolicyTests
{
    private static readonly DateTime Start = DatabaseSample.At.UtcDateTime;

    // One look every 15 s: w well, d down, s slow, ? not to be seen, b not to be reached and nobody else tells, r one web server alone is refused, o one of four uses it and one is refused; D and S the same while an incident is open. The answer is the looks that open one.
    private static int[] Opens(string looks, int seconds = 15)
    {
        WatchedDatabase? known = null;
        List<int> opened = [];
        for (int look = 0; look < looks.Length; look++)
        {
            DatabaseObservation seen = Seen(char.ToLowerInvariant(looks[look])) with { At = DatabaseSample.At.AddSeconds(look * seconds) };
            DatabaseWatchPlan plan = DatabaseWatchPolicy.Look(
                known, seen, DatabaseDiagnosisPolicy.Diagnose(seen), new IncidentsUnderKey(char.IsUpper(looks[look]) ? "incident" : null, 1), Start.AddSeconds(look * seconds), new WatchdogOptions());
            known = plan.After;
            if (plan.OpensSince is not null)
            {
                known = known.WithIncident("incident", Start.AddSeconds(look * seconds));
                opened.Add(look);
            }
        }

        return [.. opened];
    }

    private static DatabaseObservation Seen(char look) => look switch
    {
        'w' => DatabaseSample.Well,
        'd' => DatabaseSample.Down,
        's' => DatabaseSample.Of("sss"),
        'b' => DatabaseSample.Of("???", probe: 'b'),
        'r' => DatabaseSample.Of("r??"),
        'o' => DatabaseSample.Of("or??"),
        _ => DatabaseSample.Of("???"),
    };

    [Theory]
    [InlineData(5, false)]
    [InlineData(-5, true)]
    public void An_incident_that_began_and_ended_between_two_looks_is_known_when_it_was_about_this_fault(int endedAfterSickSeconds, bool opens)
    {
        IncidentsUnderKey incidents = new(null, 1, DatabaseSample.Down.FailingSince.UtcDateTime.AddSeconds(endedAfterSickSeconds));

        DatabaseWatchPlan plan = DatabaseWatchPolicy.Look(
            null, DatabaseSample.Down, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Down), incidents, Start.AddSeconds(10), new WatchdogOptions());

        Assert.Equal(opens, plan.OpensSince is not null);
    }

    [Theory]
    [InlineData("www", new int[0])]
    [InlineData("wwd", new[] { 2 })]
    [InlineData("ws", new int[0])]
    [InlineData("wss", new[] { 2 })]
    [InlineData("s?s", new[] { 2 })]
    [InlineData("sws", new int[0])]
    [InlineData("DDD", new int[0])]
    // After an incident the next one waits until it was well in between, or for a while.
    [InlineData("dDDd", new[] { 0 })]
    [InlineData("dDDwd", new[] { 0, 4 })]
    public void An_incident_is_opened_without_an_alert(string looks, int[] expected) => Assert.Equal(expected, Opens(looks));

    [Fact]
    public void After_an_incident_that_was_given_up_the_next_one_is_opened_at_the_next_look()
    {
        IncidentsUnderKey open = new(IncidentKey.IncidentId(IncidentKey.ForDatabase, 7), 7);
        GuardState givenUp = new() { Revocations = [new(open.Open!, "the watchdog") { GivenUpAt = Start.AddSeconds(20) }] };
        DatabaseWatchPlan Look(WatchedDatabase? known, int second, IncidentsUnderKey incidents, GuardState guard)
        {
            DatabaseObservation seen = DatabaseSample.Down with { At = DatabaseSample.At.AddSeconds(second) };
            return DatabaseWatchPolicy.Look(
                DatabaseWatchPolicy.WithoutGivenUp(known, guard), seen, DatabaseDiagnosisPolicy.Diagnose(seen), incidents, Start.AddSeconds(second), new WatchdogOptions());
        }

        WatchedDatabase held = Look(null, 15, open, new()).After;

        Assert.Equal(Start.AddSeconds(15), held.Target.LastIncident);
        Assert.Null(Look(held, 30, new(null, 7), new()).OpensSince);
        Assert.NotNull(Look(held, 30, new(null, 7), givenUp).OpensSince);
    }

    [Fact]
    public void After_ten_minutes_it_is_opened_again() => Assert.Equal([0, 11], Opens("dDddddddddddd", seconds: 60));

    [Theory]
    [InlineData("bbbbbbbbbb", new int[0])]
    [InlineData("bbbbbbbbbbb", new[] { 10 })]
    [InlineData("bbbbb?bbbbb", new[] { 10 })]
    [InlineData("bbbbbwbbbbb", new int[0])]
    [InlineData("bbbbbd", new[] { 5 })]
    [InlineData("????????????", new int[0])]
    [InlineData("rrrrrrrrrr", new int[0])]
    [InlineData("rrrrrrrrrrr", new[] { 10 })]
    [InlineData("rrbbrr?rrbr", new[] { 10 })]
    // Somebody uses it in between, or it was something else that failed before.
    [InlineData("rrrrrorrrrrrrrrr", new[] { 5 })]
    [InlineData("rwwwwwwwwwwwwr", new int[0])]
    public void What_one_observer_alone_says_opens_an_incident_when_nobody_says_otherwise_for_ten_minutes(string looks, int[] expected) =>
        Assert.Equal(expected, Opens(looks, seconds: 60));

    [Theory]
    [InlineData("u???", 'b', true)]
    [InlineData("ou??", 'b', false)]
    [InlineData("r??", 'g', true)]
    [InlineData("u??", 'g', true)]
    [InlineData("???", 'g', false)]
    public void What_one_web_server_alone_is_refused_opens_an_incident_when_nobody_uses_it_for_ten_minutes(string web, char probe, bool opens)
    {
        DatabaseObservation seen = DatabaseSample.Of(web, probe: probe) with { At = DatabaseSample.At.AddMinutes(10) };
        WatchedDatabase known = new(Start, new(IncidentKey.Database, 1, Start, null, [])) { UnusableSince = Start };

        DatabaseWatchPlan plan = DatabaseWatchPolicy.Look(
            known, seen, DatabaseDiagnosisPolicy.Diagnose(seen), new IncidentsUnderKey(null, 0), Start.AddMinutes(10), new WatchdogOptions());

        Assert.Equal(opens, plan.OpensSince is not null);
    }

    [Fact]
    public void A_look_that_is_shown_twice_counts_once()
    {
        DatabaseObservation slow = DatabaseSample.Of("sss");
        DatabaseWatchPlan Look(WatchedDatabase? known) =>
            DatabaseWatchPolicy.Look(known, slow, DatabaseDiagnosisPolicy.Diagnose(slow), new IncidentsUnderKey(null, 0), Start, new WatchdogOptions());

        Assert.Equal((1, null), (Look(Look(null).After).After.Target.SickLooks, Look(Look(null).After).OpensSince));
    }

    [Fact]
    public void It_began_when_the_web_servers_say() =>
        Assert.Equal(Start.AddSeconds(-20), DatabaseWatchPolicy.Look(
            null, DatabaseSample.Down, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Down), new IncidentsUnderKey(null, 0), Start, new WatchdogOptions()).OpensSince);
}

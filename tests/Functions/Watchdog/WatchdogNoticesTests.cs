using Steadfast.Functions.Guard;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>Everything that is stuck, forgotten or missing is told once.</summary>
[Trait("Category", "fast")]
public sealed class WatchdogNoticesTests
{
    private static readonly DateTime Noon = Facts.Noon;

    [Fact]
    public void An_incident_that_is_open_for_more_than_two_hours()
    {
        Facts facts = new();
        facts.Running.Add(new("incident-a", Noon, Noon));

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(119), "ggg").Notices);
        Notice notice = Assert.Single(facts.SeesAt(Noon.AddMinutes(120), "ggg").Notices);

        Assert.Equal(
            (NoticeKind.LongIncident, "Incident incident-a has been open for more than 2 h, since 2026-11-20 12:00:00 UTC. GET /api/incidents/incident-a says what holds the incident up.", "incident-a"), (notice.Kind, notice.Text, notice.IncidentId));
        Assert.Empty(facts.Sees("ggg").Notices);
    }

    [Fact]
    public void An_incident_that_is_closed_and_gives_back_what_it_held_wakes_nobody()
    {
        Facts facts = new();
        facts.Running.Add(new("incident-a", Noon, Noon) { IsClosed = true });

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(120), "ggg").Notices);
    }

    [Fact]
    public void An_incident_that_has_the_id_of_one_that_was_purged_is_told_of_again()
    {
        Facts facts = new();
        facts.Running.Add(new("incident-a", Noon, Noon));
        Notice first = Assert.Single(facts.SeesAt(Noon.AddHours(2), "ggg").Notices);
        facts.Running[0] = new("incident-a", Noon.AddDays(40), Noon.AddDays(40));

        Notice second = Assert.Single(facts.SeesAt(Noon.AddDays(40).AddHours(2), "ggg").Notices, notice => notice.IncidentId == "incident-a");

        Assert.Equal((first.Kind, first.IncidentId), (second.Kind, second.IncidentId));
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public void An_alert_that_did_not_come()
    {
        Facts facts = Found();

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(10), "ggg").Notices);
        Notice notice = Assert.Single(facts.SeesAt(Noon.AddMinutes(11), "ggg").Notices);

        Assert.Equal((NoticeKind.AlertMissing, "Alerting may be broken. Check the action group and the alert rules; see docs/failure-modes.md#automation-silent. Evidence: the watchdog found 1 failing (1), and no alert came within 10 min"), (notice.Kind, notice.Text));
        Assert.Empty(facts.Sees("ggg").Notices);
    }

    [Fact]
    public void An_alert_that_came_is_not_missed()
    {
        Facts facts = Found();
        facts.Alerted.Add("1");

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(11), "ggg").Notices);
        Assert.Empty(facts.Memory.Awaited);
    }

    [Fact]
    public void Alerts_that_stay_away_are_told_of_again_only_after_two_hours()
    {
        Facts facts = new();
        List<double> told = [];
        for (int minute = 0; minute < 300; minute++)
        {
            // It fails and serves again by turns, and each of its incidents is opened by the watchdog.
            WatchdogPlan plan = facts.SeesAt(Noon.AddMinutes(minute), minute % 4 < 2 ? "bbb" : "ggg");
            told.AddRange(plan.Notices.Where(notice => notice.Kind == NoticeKind.AlertMissing).Select(_ => (facts.Now - Noon).TotalMinutes));
        }

        Assert.Equal([11, 131, 251], told);
    }

    [Fact]
    public void A_target_that_is_refused_for_more_than_an_hour()
    {
        Facts facts = new() { Guard = new() { Refusals = [Refused(Noon.AddMinutes(59))] } };

        Assert.Empty(facts.Sees("bbb").Notices);
        facts.Guard = new() { Refusals = [Refused(Noon.AddMinutes(60))] };
        Notice notice = Assert.Single(facts.SeesAt(Noon.AddMinutes(60), "ggg").Notices);

        Assert.Equal((NoticeKind.RefusedForLong, "instance 1", "Breaker open (refused 7 times since 2026-11-20 12:00:00 UTC). Find out why acting did not help, then POST /api/automation/resume with \"rearm\": true."), (notice.Kind, notice.Subject, notice.Text));
    }

    [Fact]
    public void A_lease_that_ran_out()
    {
        Facts facts = new() { Guard = new() { Lease = new("release 7", Noon.AddHours(-1), Noon.AddMinutes(1)) } };

        Assert.Null(facts.Sees("ggg").ExpiredLease);
        WatchdogPlan plan = facts.SeesAt(Noon.AddMinutes(1), "ggg");

        Assert.Equal(facts.Guard.Lease, plan.ExpiredLease);
        Notice notice = Assert.Single(plan.Notices);
        Assert.Equal((NoticeKind.LeaseExpired, "Deployment lease of release 7 ran out at 2026-11-20 12:01:00 UTC and was not released. See whether the deployment still runs, and have the pipeline release the lease at its end."), (notice.Kind, notice.Text));
    }

    [Fact]
    public void A_synthetic_alert_that_ceased_to_come_or_never_came()
    {
        Facts silent = new();
        Facts heard = new() { Synthetic = new(Noon.AddMinutes(29), Noon.AddMinutes(30)) };
        silent.SeesAt(Noon, "ggg");
        heard.SeesAt(Noon, "ggg");

        Notice never = Assert.Single(silent.SeesAt(Noon.AddMinutes(90), "ggg").Notices);
        Assert.Empty(heard.SeesAt(Noon.AddMinutes(119), "ggg").Notices);
        Notice ceased = Assert.Single(heard.SeesAt(Noon.AddMinutes(120), "ggg").Notices);

        Assert.Equal("Alerting may be broken. Check the action group and the alert rules; see docs/failure-modes.md#automation-silent. Evidence: no synthetic alert has come since 2026-11-20 12:00:00 UTC, and one is due every 30 min", never.Text);
        Assert.Equal((NoticeKind.AlertPathSilent, "Alerting may be broken. Check the action group and the alert rules; see docs/failure-modes.md#automation-silent. Evidence: no synthetic alert has come since 2026-11-20 12:30:00 UTC, and one is due every 30 min"), (ceased.Kind, ceased.Text));
        Assert.Empty(heard.Sees("ggg").Notices);
    }

    [Fact]
    public void What_an_incident_left_behind()
    {
        Facts facts = new();
        facts.Gone.Add("incident-a");

        Notice notice = Assert.Single(facts.Sees("ggg").Notices);
        Assert.Equal((NoticeKind.ReleaseAbandonedIncident, "Incident incident-a ended without giving back what was held for its action; the watchdog cleans up now. GET /api/incidents/incident-a shows how far the incident came."), (notice.Kind, notice.Text));
        Assert.Empty(facts.Sees("ggg").Notices);
        // Another one, that has the id after the first was purged.
        facts.GoneSince["incident-a"] = Noon.AddDays(40);
        Assert.Single(facts.Sees("ggg").Notices);
    }

    private static Facts Found()
    {
        Facts facts = new();
        facts.Sees("bbb");
        Assert.Single(facts.Sees("bbb").Openings);
        return facts;
    }

    private static OngoingRefusal Refused(DateTime last) => new("1", "incident-a", Noon, last, 7, new(RefusalKind.BreakerOpen, "Breaker open", null));
}

using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.Simulation.Verdicts;

namespace Steadfast.Simulation.Tests;

/// <summary>What does not serve for half an hour is noticed, or the world has failed.</summary>
public sealed class UnnoticedTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Outage OfDatabase = new("database", Noon, Noon.AddMinutes(46));
    private static readonly Notice StorageFull = new("a", NoticeKind.Alert, "mysql-storage", "Alert mysql-storage fired", Noon.AddMinutes(3));

    [Theory]
    [InlineData("nobody is told", null, 0, "database did not serve from 12:00:00 on for 46 min, and no incident was opened within 30 min")]
    [InlineData("an incident of it", "database", 3, null)]
    [InlineData("an incident of an instance", "1", 3, "database did not serve from 12:00:00 on for 46 min, and no incident was opened within 30 min")]
    [InlineData("an incident that came too late", "database", 31, "database did not serve from 12:00:00 on for 46 min, and no incident was opened within 30 min")]
    public void An_outage_needs_an_incident_of_its_own(string what, string? target, int minute, string? breach)
    {
        IncidentRecord[] incidents = target is null ? [] : [Incident(target, Noon.AddMinutes(minute))];

        Assert.Equal((what, breach), (what, Unnoticed.Of([OfDatabase], incidents, [], Noon.AddHours(2)).SingleOrDefault()));
    }

    [Fact]
    public void People_who_are_told_in_time_that_the_storage_of_the_database_is_full_know_why()
    {
        Assert.Empty(Unnoticed.Of([OfDatabase], [], [StorageFull], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([OfDatabase], [], [StorageFull with { At = Noon.AddMinutes(31) }], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([OfDatabase], [], [StorageFull with { At = Noon.AddMinutes(-1) }], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([OfDatabase], [], [StorageFull with { Subject = "mysql-ha-io" }], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([OfDatabase], [], [StorageFull with { Kind = NoticeKind.Opened }], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([OfDatabase with { What = "1" }], [], [StorageFull], Noon.AddHours(2)));
    }

    [Fact]
    public void Instances_that_are_missing_are_told_in_a_notice_of_their_own()
    {
        Outage missing = OfDatabase with { What = $"{Outage.Missing}2" };
        Notice told = new("a", NoticeKind.InstancesMissing, "scale set", "Scale set has 0 of 2 instances", Noon.AddMinutes(30));

        Assert.Equal(
            ["missing instance 2 did not serve from 12:00:00 on for 46 min, and no incident was opened within 30 min"], Unnoticed.Of([missing], [], [StorageFull], Noon.AddHours(2)));
        Assert.Empty(Unnoticed.Of([missing], [], [told], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([missing], [], [told with { At = Noon.AddMinutes(31) }], Noon.AddHours(2)));
        Assert.Single(Unnoticed.Of([OfDatabase], [], [told], Noon.AddHours(2)));
    }

    [Fact]
    public void What_ends_within_the_time_needs_none() => Assert.Empty(Unnoticed.Of([OfDatabase with { Until = Noon.AddMinutes(30) }], [], [], Noon.AddHours(2)));

    private static IncidentRecord Incident(string target, DateTimeOffset at) =>
        new("incident-x", target, "watchdog", IncidentOutcome.Escalated, "down", null, new(Signal: at), [], []);
}

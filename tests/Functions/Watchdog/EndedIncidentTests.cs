using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>An incident that ended before the watchdog saw its target sick: the record says whether the fault is left.</summary>
[Trait("Category", "fast")]
public sealed class EndedIncidentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a person ended it", true, false, true)]
    [InlineData("nothing was wrong", false, false, false)]
    [InlineData("a look has seen it open", true, true, false)]
    public async Task Whether_it_is_unresolved_is_read_from_its_record_when_no_look_has_known_it(string what, bool isAborted, bool isKnown, bool isUnresolved)
    {
        await using VirtualIncident incident = new(new Script { Looks = [isAborted ? Sees.Nothing : Sees.Well] });
        await incident.OpenAsync();
        if (isAborted)
        {
            await incident.Client.RaiseEventAsync(incident.IncidentId, IncidentEvents.Abort, new Abort("operator anna", "known"), Ct);
        }

        await incident.EndAsync();
        DateTime ended = incident.Clock.GetUtcNow().UtcDateTime;
        WatchedTarget target = new("1", 1, ended.AddSeconds(20), isKnown ? ended : null, []) { WellAt = incident.OpenedAt.UtcDateTime.AddSeconds(-10) };

        EndedIncident found = Assert.Single(await WatchdogReader.EndedAsync(incident.Client, new() { Targets = [target] }, Ct));

        Assert.Equal((what, incident.IncidentId, isUnresolved), (what, found.Id, found.IsUnresolved));
    }
}

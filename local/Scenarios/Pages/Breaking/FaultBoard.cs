using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Breaks one running stack, and knows what can be broken at this moment.</summary>
/// <param name="twin">The stack.</param>
/// <param name="story">Log of what is done.</param>
internal sealed class FaultBoard(Twin twin, Story story)
{
    private readonly FaultMemory _memory = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Every fault, in the order in which they are offered.</summary>
    public static IReadOnlyList<StackFault> Catalog { get; } = [.. WebServerBreaks.All, .. DatabaseBreaks.All, .. PlatformBreaks.All, .. DependencyBreaks.All];

    /// <summary>The faults of a part that make sense at this moment.</summary>
    /// <param name="target">Number of the web server or of the zone; empty for what there is one of.</param>
    public IReadOnlyList<string> Offered(FaultPlace place, string target = "") => [.. Possible(place, target).Select(fault => fault.Id)];

    /// <summary>Does one.</summary>
    /// <param name="id">Its name, as a caller sent it.</param>
    /// <param name="target">Number of the web server or of the zone, as a caller sent it.</param>
    /// <returns>Why it was not done; null when it was.</returns>
    public async Task<string?> DoAsync(string id, string target, CancellationToken ct)
    {
        if (Catalog.FirstOrDefault(fault => fault.Id == id) is not { } fault)
        {
            return "There is no such fault. GET /twin/api/catalog names them all.";
        }

        // One at a time: each looks first whether it makes sense.
        await _turn.WaitAsync(ct);
        try
        {
            if (Objection(fault, target) is { } objection)
            {
                return objection;
            }

            await fault.DoAsync(Site(target), ct);
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends whatever lasts: what is left is what only a repair mends.</summary>
    public async Task MendAsync(CancellationToken ct)
    {
        foreach (StackFault fault in Catalog.Where(fault => fault.Mends))
        {
            foreach (string target in Targets(fault.Place))
            {
                await DoAsync(fault.Id, target, ct);
            }
        }
    }

    private IEnumerable<StackFault> Possible(FaultPlace place, string target) => Catalog.Where(fault => fault.Place == place && fault.CanBe(Site(target)));

    // Why it cannot be done, and what can; null when it can.
    private string? Objection(StackFault fault, string target)
    {
        if (FaultWords.Lacking(fault.Place, twin) is { } lacking)
        {
            return lacking;
        }

        string[] targets = Targets(fault.Place);
        if (!targets.Contains(FaultWords.IsNumbered(fault.Place) ? target : ""))
        {
            return FaultWords.NoSuchTarget(fault.Place, targets);
        }

        return fault.CanBe(Site(target)) ? null : FaultWords.NotNow(fault, target, [.. Possible(fault.Place, target)]);
    }

    private string[] Targets(FaultPlace place) => place switch
    {
        FaultPlace.WebServer => [.. twin.Machines.Select(machine => machine.Id)],
        FaultPlace.Zone => [.. twin.Machines.Select(machine => machine.Spec.Zone).Distinct().Order(StringComparer.Ordinal)],
        _ => [""],
    };

    private FaultSite Site(string target) => new(twin, target, _memory, story);
}

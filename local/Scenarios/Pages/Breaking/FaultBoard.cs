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
    public static IReadOnlyList<StackFault> Catalog { get; } = [.. WebServerBreaks.All, .. DatabaseBreaks.All, .. PlatformBreaks.All];

    /// <summary>The faults of a part that make sense at this moment.</summary>
    /// <param name="target">Number of the web server or of the zone; empty for what there is one of.</param>
    public IReadOnlyList<string> Offered(FaultPlace place, string target = "") =>
        [.. Catalog.Where(fault => fault.Place == place && fault.CanBe(Site(target))).Select(fault => fault.Id)];

    /// <summary>Does one.</summary>
    /// <param name="id">Its name, as a caller sent it.</param>
    /// <param name="target">Number of the web server or of the zone, as a caller sent it.</param>
    /// <returns>Why it was not done; null when it was.</returns>
    public async Task<string?> DoAsync(string id, string target, CancellationToken ct)
    {
        if (Catalog.FirstOrDefault(fault => fault.Id == id) is not { } fault)
        {
            return "There is no such fault.";
        }

        // One at a time: each looks first whether it makes sense.
        await _turn.WaitAsync(ct);
        try
        {
            FaultSite site = Site(target);
            if (!fault.CanBe(site))
            {
                return $"\u201c{fault.Label}\u201d makes no sense at this moment.";
            }

            await fault.DoAsync(site, ct);
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
        string[] zones = [.. twin.Machines.Select(machine => machine.Spec.Zone).Distinct()];
        foreach (StackFault fault in Catalog.Where(fault => fault.Mends))
        {
            foreach (string target in Targets(fault.Place, zones))
            {
                await DoAsync(fault.Id, target, ct);
            }
        }
    }

    private IEnumerable<string> Targets(FaultPlace place, string[] zones) => place switch
    {
        FaultPlace.WebServer => twin.Machines.Select(machine => machine.Id),
        FaultPlace.Zone => zones,
        _ => [""],
    };

    private FaultSite Site(string target) => new(twin, target, _memory, story);
}

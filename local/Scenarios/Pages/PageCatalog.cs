using Steadfast.Local.Scenarios.Pages.Breaking;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>The faults and scenarios of the page, which stay the same.</summary>
/// <param name="Faults">Every fault.</param>
/// <param name="Stories">Every story.</param>
internal sealed record PageCatalog(IReadOnlyList<FaultEntry> Faults, IReadOnlyList<StoryEntry> Stories)
{
    /// <summary>Everything there is.</summary>
    public static PageCatalog All { get; } = new(
        [.. FaultBoard.Catalog.Select(fault => new FaultEntry(fault.Id, fault.Place, fault.Label, fault.Hint, fault.Mends))],
        [.. ScenarioCatalog.All.Select(scenario => new StoryEntry(scenario.Name, scenario.Title, GroupOf(scenario)))]);

    // The folder that the scenario is in.
    private static string GroupOf(IScenario scenario) => scenario.GetType().Namespace!.Split('.')[^1];
}

/// <summary>A fault as the page offers it.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Place">Part of the stack that it is done to.</param>
/// <param name="Label">Text of the button.</param>
/// <param name="Hint">One sentence on what it does.</param>
/// <param name="Mends">True when it puts something in order.</param>
internal sealed record FaultEntry(string Id, FaultPlace Place, string Label, string Hint, bool Mends);

/// <summary>A story as the page offers it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">The same in words.</param>
/// <param name="Group">What it is about.</param>
internal sealed record StoryEntry(string Name, string Title, string Group);

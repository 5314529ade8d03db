using Steadfast.Functions.Incidents;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Commands;

/// <summary>The story of a world with what its incidents say of themselves, in the order of time.</summary>
internal static class Chronicle
{
    /// <summary>Puts both into one order. Nothing when the story was not kept.</summary>
    /// <param name="start">When the world began.</param>
    public static IEnumerable<WorldEvent> Of(WorldResult result, DateTimeOffset start) => result.Story.Count == 0 ? []
        : result.Story.Concat(result.Records.SelectMany(record => Steps(record, start))).OrderBy(told => told.At);

    private static IEnumerable<WorldEvent> Steps(IncidentRecord record, DateTimeOffset start) =>
        record.Steps.Select(step => new WorldEvent(step.At - start, $"  [{record.Id}] {step.Text}"));
}

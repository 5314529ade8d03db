namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Every scenario in which something is told that is not so.</summary>
public static class LyingCatalog
{
    /// <summary>Prefix of the name of each.</summary>
    public const string Prefix = "lying-";

    /// <summary>All of them, in the order in which they are run.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        .. new[] { PlatformLies.All, AlertLies.All, WebServerLies.All, DatabaseLies.OfOne, ClockLies.All }.SelectMany(lies => lies)
            .Select(lie => new LyingScenario(lie)),
        .. DatabaseLies.All.Select(lie => new LyingDatabaseScenario(lie)),
        new LyingReadOnlyScenario(),
    ];
}

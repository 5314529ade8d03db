using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>Tells what a failover may have lost because commits went on without the standby before it. Pure.</summary>
public static class LossPolicy
{
    // The web servers notice a fault a little later than the standby, and the metric has a grain.
    private const int PartOfSlack = 4;

    /// <summary>The sentence for people; null when nothing speaks for a loss.</summary>
    public static string? Sentence(DatabaseProgress standing, DatabaseOptions limits) =>
        standing is { BlindSince: { } since, BrokeAt: { } broke } && broke - since > limits.FaultSlack / PartOfSlack
            ? DatabaseText.Loss(since, broke)
            : null;
}

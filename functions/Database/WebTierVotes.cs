using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>
/// Tells the web servers' common word on the database. They are one observer: what one network or one release does to them, it does to all.
/// </summary>
public enum WebTierVote
{
    /// <summary>None of them says anything.</summary>
    Silent,

    /// <summary>Too few agree on anything.</summary>
    Divided,

    /// <summary>More than half of those that say anything use it.</summary>
    Good,

    /// <summary>More than half of those that say anything use it, and most of them late.</summary>
    Slow,

    /// <summary>For more than half of all it takes no writes.</summary>
    ReadOnly,

    /// <summary>More than half of all cannot use it, be it that they do not reach it or that it takes no writes.</summary>
    Unreachable,
}

/// <summary>Counts votes. Pure.</summary>
public static class WebTierVotes
{
    private const int Agreement = 2;

    /// <summary>
    /// Counts their vote. What speaks against the database counts over all of them, so that one that is silent is no vote for anything:
    /// more than half, and at least two or all. That it is used counts among those that say anything.
    /// </summary>
    public static WebTierVote Of(WebTierView tier) => tier switch
    {
        { Telling: 0 } => WebTierVote.Silent,
        _ when Agree(tier.ReadOnly, tier.Total) => WebTierVote.ReadOnly,
        _ when Agree(tier.Failed, tier.Total) => WebTierVote.Unreachable,
        _ when Agree(tier.Slow, tier.Telling) => WebTierVote.Slow,
        _ when Agree(tier.Ok + tier.Slow, tier.Telling) => WebTierVote.Good,
        _ => WebTierVote.Divided,
    };

    /// <summary>Counts those that say that its disk is full. Only one that was refused a write knows.</summary>
    public static int OfDiskFull(WebTierView tier) => tier.Failing.Count(instance => instance.Error == "diskFull");

    private static bool Agree(int count, int of) => count * 2 > of && (count >= Agreement || count == of);
}

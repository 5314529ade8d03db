namespace Steadfast.Functions.Database;

/// <summary>What the web servers together say of the database. They are one observer: what one network or one release does to them, it does to all.</summary>
public enum WebTierVote
{
    /// <summary>None of them says anything.</summary>
    Silent,

    /// <summary>Neither half agrees on anything.</summary>
    Divided,

    /// <summary>More than half use it.</summary>
    Good,

    /// <summary>More than half use it, and most of them late.</summary>
    Slow,

    /// <summary>For more than half it takes no writes.</summary>
    ReadOnly,

    /// <summary>More than half cannot use it, be it that they do not reach it or that it takes no writes.</summary>
    Unreachable,
}

/// <summary>Counts votes. Pure.</summary>
public static class WebTierVotes
{
    private const int Agreement = 2;

    /// <summary>The vote of those that say anything: more than half of them, and at least two or all.</summary>
    /// <param name="tier">The web servers.</param>
    public static WebTierVote Of(WebTierView tier) =>
        tier.Telling == 0 ? WebTierVote.Silent
        : Agree(tier, tier.ReadOnly) || IsFull(tier) ? WebTierVote.ReadOnly
        : Agree(tier, tier.Failed) ? WebTierVote.Unreachable
        : Agree(tier, tier.Slow) ? WebTierVote.Slow
        : Agree(tier, tier.Ok + tier.Slow) ? WebTierVote.Good
        : WebTierVote.Divided;

    /// <summary>Whether instances say that its disk is full. Only one that was refused a write knows, so two are enough.</summary>
    /// <param name="tier">The web servers.</param>
    public static bool IsFull(WebTierView tier) => OfDiskFull(tier) is var full && full > 0 && (full >= Agreement || full == tier.Telling);

    /// <summary>How many say that its disk is full.</summary>
    /// <param name="tier">The web servers.</param>
    public static int OfDiskFull(WebTierView tier) => tier.Failing.Count(instance => instance.Error == "diskFull");

    private static bool Agree(WebTierView tier, int count) => count * 2 > tier.Telling && (count >= Agreement || count == tier.Telling);
}

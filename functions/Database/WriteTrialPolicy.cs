using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Decides whether a look makes a write of its own, and through which web server. Pure.</summary>
public static class WriteTrialPolicy
{
    /// <summary>
    /// The web server to write through; null when none is needed. One write is made for each look at which the web servers say that the
    /// database takes no writes, or one says that its disk is full. One that says it writes is taken first, as its write can prove the
    /// others wrong.
    /// </summary>
    public static InstanceReport? Choose(IReadOnlyList<InstanceReport> answers, int turn)
    {
        WebTierView tier = WebTierView.Of(answers);
        if (WebTierVotes.Of(tier) != WebTierVote.ReadOnly && WebTierVotes.OfDiskFull(tier) == 0)
        {
            return null;
        }

        InstanceReport[] writing = [.. answers.Where(answer => answer.Status.Database is DatabaseView.Ok or DatabaseView.Slow)];
        InstanceReport[] from =
            writing.Length > 0 ? writing : [.. answers.Where(answer => answer.Status.Database == DatabaseView.ReadOnly)];
        return from[turn % from.Length];
    }
}

namespace Steadfast.Functions.Notifications;

/// <summary>Says what follows from a notice, or from the end of a group.</summary>
/// <param name="Groups">The groups after it.</param>
/// <param name="Told">What is told now; null when nothing is.</param>
/// <param name="Wake">The end of a group to wait for; null when it is waited for already.</param>
internal sealed record NoticeStep(NoticeGroups Groups, Notice? Told, GroupEnd? Wake);

/// <summary>
/// Decides which notices are told at once and which together. The first of a cause goes out at once, unless nobody waits for it; those
/// after it are collected, and none is late by more than one time of collecting. Pure.
/// </summary>
internal static class NoticeGroupPolicy
{
    // A cause of its own for each notice would be no grouping at all; from here on, all of one kind are of one cause.
    private const int MaxGroups = 30;
    private const int MaxTaken = 100;
    private const int MaxDoublings = 4;

    /// <summary>Takes a notice.</summary>
    public static NoticeStep Add(NoticeGroups groups, Notice notice, DateTime now, TimeSpan groupFor)
    {
        if (groups.Taken.Contains(notice.Id))
        {
            return new(groups, null, null);
        }

        NoticeGroups taken = groups with { Taken = [.. groups.Taken.Append(notice.Id).TakeLast(MaxTaken)] };
        if (groupFor == TimeSpan.Zero)
        {
            return new(taken, notice, null);
        }

        string name = NameOf(groups, notice);
        if (Find(groups, name) is { } open)
        {
            // A wake-up that did not come is asked for once more.
            GroupEnd? missed = now > open.Until + groupFor ? new(name, open.Until) : null;
            return new(Put(taken, name, open.With(notice)), null, missed);
        }

        NoticeGroup opened = new(name, now + groupFor, Round: 0);
        GroupEnd end = new(name, opened.Until);
        if (notice.CanWait)
        {
            return new(Put(taken, name, opened.With(notice)), null, end);
        }

        return new(Put(taken, name, opened), notice, end);
    }

    /// <summary>Tells what a group has collected. It goes on collecting until nothing came.</summary>
    public static NoticeStep End(NoticeGroups groups, GroupEnd end, DateTime now, TimeSpan groupFor)
    {
        if (Find(groups, end.Group) is not { } open || open.Until != end.Until)
        {
            return new(groups, null, null);
        }

        if (open.First is null || groupFor == TimeSpan.Zero)
        {
            return new(Put(groups, end.Group, null), open.Summarize(), null);
        }

        // What nobody waits for is told ever more seldom while it goes on.
        int doublings = open.First.CanWait ? Math.Min(open.Round + 1, MaxDoublings) : 0;
        NoticeGroup next = new(end.Group, now + (groupFor * (1 << doublings)), open.Round + 1);
        return new(Put(groups, end.Group, next), open.Summarize(), new(end.Group, next.Until));
    }

    private static string NameOf(NoticeGroups groups, Notice notice)
    {
        // What began and what is over are never told as one.
        string kind = notice.IsOver ? $"{notice.Kind} over" : $"{notice.Kind}";
        string name = $"{kind}: {notice.Cause}";
        if (Find(groups, name) is not null || groups.Open.Count < MaxGroups)
        {
            return name;
        }

        return kind;
    }

    private static NoticeGroup? Find(NoticeGroups groups, string name) => groups.Open.FirstOrDefault(open => open.Name == name);

    private static NoticeGroups Put(NoticeGroups groups, string name, NoticeGroup? group) => groups with
    {
        Open = [.. groups.Open.Where(open => open.Name != name).Append(group).OfType<NoticeGroup>()],
    };
}

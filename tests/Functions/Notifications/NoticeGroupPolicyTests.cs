using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Which notices are told at once, and which together.</summary>
[Trait("Category", "fast")]
public sealed class NoticeGroupPolicyTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_first_of_a_cause_is_told_at_once_and_those_after_it_together()
    {
        Board board = new();
        board.Add(Escalated(1));
        board.Add(Escalated(2));
        board.Add(Escalated(3));
        board.Pass(Minute);

        Assert.Equal(
            [
                (Noon, "instance 1", 1, "it is down"),
                (Noon + Minute, "instance 2 and others", 2, "2 notices of one cause (InstanceUnresponsive) about instance 2, instance 3. The first: it is down"),
            ],
            board.Told.Select(told => (told.At, told.Notice.Subject, told.Notice.Count, told.Notice.Text)));
        Assert.Equal(["incident-2", "incident-3"], board.Told[1].Notice.Incidents);
    }

    [Fact]
    public void What_stands_for_several_repeats_nothing()
    {
        Board board = new();
        board.Add(Escalated(1));
        board.Add(Escalated(2) with { Repeats = "incident-0" });
        board.Add(Escalated(3));
        board.Pass(Minute);

        Assert.Equal([(1, null), (2, null)], board.Told.Select(told => (told.Notice.Count, told.Notice.Repeats)));
    }

    [Fact]
    public void One_that_is_alone_at_the_end_is_told_as_it_is()
    {
        Board board = new();
        board.Add(Escalated(1));
        board.Add(Escalated(2));
        board.Pass(Minute);

        Assert.Equal([Escalated(1), Escalated(2)], board.Told.Select(told => told.Notice));
    }

    [Fact]
    public void What_has_another_cause_or_is_of_another_kind_is_told_at_once()
    {
        Board board = new();
        board.Add(Escalated(1));
        board.Add(Escalated(2) with { Cause = "ZoneFailing" });
        board.Add(Escalated(3) with { Kind = NoticeKind.Opened });

        Assert.Equal([Noon, Noon, Noon], board.Told.Select(told => told.At));
    }

    [Fact]
    public void What_came_before_is_not_told_again()
    {
        Board board = new();
        board.Add(Escalated(1));
        board.Add(Escalated(2));
        board.Add(Escalated(1));
        board.Add(Escalated(2));
        board.Pass(Minute);

        Assert.Equal([1, 1], board.Told.Select(told => told.Notice.Count));
    }

    [Fact]
    public void Nothing_wrong_is_told_with_all_others_and_ever_more_seldom_while_it_goes_on()
    {
        Board board = new();
        for (int number = 0; number < 3600; number++)
        {
            board.Add(NothingWrong(number));
            board.Pass(TimeSpan.FromSeconds(1));
        }

        board.Pass(TimeSpan.FromHours(1));

        Assert.Equal([1, 3, 7, 15, 31, 47, 63], board.Told.Select(told => (told.At - Noon).TotalMinutes));
        Assert.Equal(3600, board.Told.Sum(told => told.Notice.Count));
        Assert.Empty(board.Groups.Open);
    }

    [Fact]
    public void A_storm_that_needs_people_is_told_every_minute_and_none_is_lost_or_late()
    {
        Board board = new();
        for (int number = 0; number < 600; number++)
        {
            board.Add(Escalated(number));
            board.Pass(TimeSpan.FromSeconds(1));
        }

        board.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal(11, board.Told.Count);
        Assert.Equal(600, board.Told.Sum(told => told.Notice.Count));
        Assert.Equal(600, board.Told.SelectMany(told => told.Notice.Incidents ?? [told.Notice.IncidentId!]).Distinct().Count());
    }

    [Fact]
    public void A_cause_of_its_own_for_each_notice_does_not_get_round_the_grouping()
    {
        Board board = new();
        for (int number = 0; number < 1000; number++)
        {
            board.Add(Escalated(number) with { Cause = $"cause {number}" });
        }

        board.Pass(Minute);

        Assert.InRange(board.Told.Count, 2, 40);
        Assert.Equal(1000, board.Told.Sum(told => told.Notice.Count));
    }

    [Fact]
    public void Without_a_time_to_collect_each_is_told_by_itself()
    {
        Board board = new() { GroupFor = TimeSpan.Zero };
        board.Add(Escalated(1));
        board.Add(NothingWrong(2));

        Assert.Equal([Escalated(1), NothingWrong(2)], board.Told.Select(told => told.Notice));
        Assert.Empty(board.Groups.Open);
    }

    [Fact]
    public void A_wake_up_that_was_lost_is_asked_for_by_the_next_notice()
    {
        NoticeStep first = NoticeGroupPolicy.Add(new(), Escalated(1), Noon, Minute);
        NoticeStep second = NoticeGroupPolicy.Add(first.Groups, Escalated(2), Noon + (3 * Minute), Minute);

        Assert.Equal(first.Wake, second.Wake);
    }

    private static Notice Escalated(int number) => new($"notice-{number}", NoticeKind.Escalated, $"instance {number}", "it is down", Noon, $"incident-{number}") { Cause = "InstanceUnresponsive" };

    private static Notice NothingWrong(int number) =>
        new($"notice-{number}", NoticeKind.Closed, $"instance {number}", "it is well", Noon, $"incident-{number}") { Cause = "nothing wrong", CanWait = true };

    /// <summary>The entity without storage: keeps the groups, and wakes them when their time is over.</summary>
    private sealed class Board
    {
        private readonly List<GroupEnd> _wakes = [];
        private DateTime _now = Noon;

        public TimeSpan GroupFor { get; init; } = Minute;

        public NoticeGroups Groups { get; private set; } = new();

        public List<(DateTime At, Notice Notice)> Told { get; } = [];

        public void Add(Notice notice) => Follow(NoticeGroupPolicy.Add(Groups, notice, _now, GroupFor));

        public void Pass(TimeSpan time)
        {
            DateTime until = _now + time;
            while (_wakes.Where(wake => wake.Until <= until).MinBy(wake => wake.Until) is { } due)
            {
                _wakes.Remove(due);
                _now = due.Until;
                Follow(NoticeGroupPolicy.End(Groups, due, _now, GroupFor));
            }

            _now = until;
        }

        private void Follow(NoticeStep step)
        {
            Groups = step.Groups;
            Told.AddRange(step.Told is null ? [] : [(_now, step.Told)]);
            _wakes.AddRange(step.Wake is null ? [] : [step.Wake]);
        }
    }
}

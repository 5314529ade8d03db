using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>Requests come from many hosts, and the clock of one of them jumps.</summary>
[Trait("Category", "fast")]
public sealed class GuardClockTests
{
    private static readonly DateTime Noon = Asks.Noon;

    // Wrong clocks that follow each other closely keep the right time from being upheld, and late is the safe side.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan[] Jumps =
        [TimeSpan.FromHours(5), TimeSpan.FromHours(-5), TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(-6), TimeSpan.FromDays(30), TimeSpan.FromDays(-30)];

    private static readonly TierObservation Sick = Look.Of(Look.Instance("1", "bbb"), Look.Instance("2", "ggg"), Look.Instance("3", "ggg"));

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public void One_look_by_a_clock_that_is_hours_off_changes_nothing(int hours)
    {
        GuardState state = Held();

        GuardState after = GuardCommands.See(state, Seen(Noon.AddHours(hours)));

        Assert.Equal(Asks.Text(state), Asks.Text(after with { Unconfirmed = null }));
        Assert.Null(ClearancePolicy.Refuse(after with { Pause = null, Lease = null }, new("incident-1", "1", false, Asks.Limits), Noon.AddHours(hours)));
        Assert.StartsWith("Automation paused", ClearancePolicy.Refuse(after, new("incident-1", "1", false, Asks.Limits), Noon.AddHours(hours))!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_that_somebody_asks_for_whose_clock_is_hours_off_lasts_as_long_as_it_is_to_last()
    {
        GuardState asked = GuardCommands.Pause(new GuardState().At(Noon), new("a", "why", "anna", Noon.AddHours(5).AddMinutes(10), Noon.AddHours(5)));
        GuardState behind = GuardCommands.Pause(new GuardState().At(Noon), new("a", "why", "anna", Noon.AddHours(-5).AddMinutes(10), Noon.AddHours(-5)));

        Assert.Equal((Noon.AddMinutes(10), Noon.AddMinutes(10)), (asked.Pause!.Until, behind.Pause!.Until));
    }

    [Fact]
    public void A_guard_of_which_nothing_was_wanted_for_hours_believes_the_time_when_it_has_been_upheld_for_two_minutes()
    {
        DateTime later = Noon.AddHours(10);
        GuardState[] states = [.. Looks(Held(), later, seconds: 15).Take(9)];

        Assert.All(states[..8], state => Assert.Equal(Noon, state.Time));
        Assert.Equal((later.AddMinutes(2), 0, null), (states[8].Time, states[8].Permits.Count, states[8].Pause));
    }

    [Fact]
    public void One_word_to_the_contrary_and_the_doubt_begins_anew()
    {
        GuardState doubting = Looks(Held(), Noon.AddHours(5), seconds: 15).ElementAt(7);
        GuardState told = GuardCommands.See(doubting, Seen(Noon.AddMinutes(1)));

        Assert.Equal((Noon.AddMinutes(1), null), (told.Time, told.Unconfirmed));
        Assert.Equal(Noon.AddMinutes(1), GuardCommands.See(told, Seen(Noon.AddHours(5).AddMinutes(3))).Time);
    }

    [Fact]
    public void Two_clocks_that_are_off_by_different_hours_do_not_uphold_each_other()
    {
        GuardState once = GuardCommands.See(Held(), Seen(Noon.AddHours(5)));

        Assert.Equal(Noon, GuardCommands.See(once, Seen(Noon.AddHours(9))).Time);
    }

    // Most looks are right; now and then a host whose clock is off looks for up to a minute and a half.
    [Fact]
    public void Whatever_clocks_jump_nothing_ends_early_and_nothing_lasts_for_hours()
    {
        int jumped = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            DateTime now = Noon;
            GuardState state = new GuardState().Granted(Asks.Restart);
            state = GuardCommands.Pause(state, new("p", "why", "anna", Noon.AddHours(1), Noon));
            state = GuardCommands.TakeLease(state, new("l", "release 7", Noon.AddHours(2), Noon));
            (TimeSpan off, int left) = (TimeSpan.Zero, 0);
            for (int step = 0; step < 1200; step++)
            {
                now = now.AddSeconds(15);
                (off, left) = left > 0 ? (off, left - 1)
                    : off == TimeSpan.Zero && random.Next(12) == 0 ? (Jumps[random.Next(Jumps.Length)], random.Next(5))
                    : (TimeSpan.Zero, 0);
                jumped += off == TimeSpan.Zero ? 0 : 1;
                state = random.Next(3) == 0
                    ? GuardPolicy.Ask(state, Asks.For("2") with { Now = now + off }).State
                    : GuardCommands.See(state, Seen(now + off));

                string where = $"seed {seed}, step {step}";
                Assert.True(state.Time - now <= GuardClock.MaxStep && now - state.Time <= Late, $"{where}: the guard believes {state.Time:O} at {now:O}");
                Expect(state.Pause is not null, now, Noon.AddHours(1), $"{where}: the pause");
                Expect(state.Lease!.IsHeld(state.Time), now, Noon.AddHours(2), $"{where}: the lease");
                Expect(state.Permits.Any(permit => permit.IncidentId == "incident-1"), now, Noon + Asks.Limits.PermitLife, $"{where}: the permit");
            }
        }

        Assert.True(jumped > 1000, $"only {jumped} clocks were off, so little was tried");
    }

    [Fact]
    public void Whatever_clocks_jump_the_watchdog_opens_the_incidents_of_one_that_stays_sick()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            DateTime now = Noon;
            (GuardState guard, WatchdogMemory memory) = (new GuardState().At(Noon), new WatchdogMemory());
            List<TimeSpan> opened = [];
            for (int step = 0; step < 400; step++)
            {
                now = now.AddSeconds(15);
                DateTime claimed = now + (random.Next(6) == 0 ? Jumps[random.Next(Jumps.Length)] : TimeSpan.Zero);
                TierObservation seen = Sick with { At = claimed };
                DateTime believed = GuardClock.Believe(guard, claimed);
                WatchdogPlan plan = WatchdogPolicy.Look(new(believed, seen, [], guard, [], [], new() { Memory = memory }), new WatchdogOptions());
                memory = WatchdogPolicy.Opened(plan.Memory, plan.Openings, believed);
                guard = GuardCommands.See(guard, Seen(claimed));
                opened.AddRange(plan.Openings.Select(_ => now - Noon));
            }

            // Two looks; ten minutes later; then twice as long.
            TimeSpan slack = 2 * GuardClock.MaxStep;
            TimeSpan[] expected = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(630), TimeSpan.FromSeconds(1830), TimeSpan.FromSeconds(4230)];
            Assert.Equal(expected.Length, opened.Count);
            Assert.All(expected.Zip(opened), pair => Assert.True((pair.First - pair.Second).Duration() <= slack * 2, $"seed {seed}: {pair.Second} instead of {pair.First}"));
        }
    }

    private static void Expect(bool isThere, DateTime now, DateTime until, string what)
    {
        Assert.True(isThere || now > until - GuardClock.MaxStep, $"{what} ended at {now:O}, {until - now} early");
        Assert.True(!isThere || now < until + Late, $"{what} still is there at {now:O}, {now - until} late");
    }

    private static TierCount Seen(DateTime at) => new(0, 3, at, Asks.Limits);

    private static IEnumerable<GuardState> Looks(GuardState state, DateTime first, int seconds)
    {
        for (int look = 0; ; look++)
        {
            state = GuardCommands.See(state, Seen(first.AddSeconds(look * seconds)));
            yield return state;
        }
    }

    private static GuardState Held()
    {
        GuardState state = new GuardState().Granted(Asks.Restart);
        state = GuardCommands.Pause(state, new("p", "why", "anna", Noon.AddHours(1), Noon));
        return GuardCommands.TakeLease(state, new("l", "release 7", Noon.AddHours(2), Noon));
    }
}

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class VirtualClockTests
{
    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        VirtualClock clock = new(Lab.Noon);
        List<string> fired = [];
        using ITimer late = Timer(clock, fired, "late", 3);
        using ITimer early = Timer(clock, fired, "early", 1);
        using ITimer never = Timer(clock, fired, "never", 9);

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["early 12:00:01", "late 12:00:03"], fired);
        Assert.Equal((Lab.Noon.AddSeconds(5), Lab.Noon.AddSeconds(9)), (clock.GetUtcNow(), clock.NextTimer));
    }

    [Fact]
    public void A_periodic_timer_fires_every_time_until_it_is_disposed()
    {
        VirtualClock clock = new(Lab.Noon);
        int fired = 0;
        ITimer timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        timer.Dispose();
        clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal((3, null), (fired, clock.NextTimer));
    }

    [Fact]
    public void A_jump_goes_to_the_next_timer_and_no_further()
    {
        VirtualClock clock = new(Lab.Noon);
        List<string> fired = [];
        using ITimer timer = Timer(clock, fired, "one", 3600);

        Assert.True(clock.AdvanceToNextTimer());
        Assert.False(clock.AdvanceToNextTimer());
        Assert.Equal((Lab.Noon.AddHours(1), "one 13:00:00"), (clock.GetUtcNow(), Assert.Single(fired)));
    }

    [Fact]
    public async Task A_delay_on_the_clock_ends_when_the_clock_gets_there()
    {
        VirtualClock clock = new(Lab.Noon);
        Task delay = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromMinutes(1));

        await delay;
    }

    [Fact]
    public void A_heap_fires_what_is_due_and_forgets_what_was_canceled()
    {
        VirtualClock clock = new(Lab.Noon);
        using TimerHeap heap = new(clock);
        List<int> fired = [];
        TimerHeap.Entry[] entries = [.. Enumerable.Range(0, 1000).Select(second => heap.Add(Lab.Noon.UtcDateTime.AddSeconds(second), state => fired.Add((int)state!), second))];
        foreach (TimerHeap.Entry entry in entries.Where((_, index) => index % 100 != 7))
        {
            heap.Cancel(entry);
        }

        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal([7, 107, 207, 307, 407, 507, 607, 707, 807, 907], fired);
        Assert.Null(clock.NextTimer);
    }

    private static ITimer Timer(VirtualClock clock, List<string> fired, string name, int seconds) =>
        clock.CreateTimer(_ => fired.Add($"{name} {clock.GetUtcNow():HH:mm:ss}"), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}

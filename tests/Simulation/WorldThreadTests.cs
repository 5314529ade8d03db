using Steadfast.Local.Simulation.Engine;

namespace Steadfast.Simulation.Tests;

public sealed class WorldThreadTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_is_put_in_runs_in_its_order_and_time_goes_on_only_when_nothing_can_run() => Assert.Equal(
        ["a", "b", "c at 00:00:05", "d at 00:00:05", "e at 00:00:09"],
        await OwnThread.RunAsync(() =>
        {
            WorldThread thread = new();
            WorldClock clock = new(thread, Start);
            List<string> told = [];
            thread.Post(async _ =>
            {
                told.Add("a");
                await Task.Delay(TimeSpan.FromSeconds(5), clock);
                told.Add($"c at {clock.GetUtcNow():HH:mm:ss}");
                thread.Post(_ => told.Add($"d at {clock.GetUtcNow():HH:mm:ss}"), null);
                await Task.Delay(TimeSpan.FromSeconds(4), clock);
                told.Add($"e at {clock.GetUtcNow():HH:mm:ss}");
            }, null);
            thread.Post(_ => told.Add("b"), null);
            do
            {
                thread.Drain();
            }
            while (clock.FireNext(DateTimeOffset.MaxValue));

            return told;
        }));

    [Fact]
    public async Task What_runs_beside_the_thread_is_found() => Assert.Contains(
        nameof(WorldThreadTests),
        await OwnThread.RunAsync(() =>
        {
            WorldThread thread = new();
            OwnThread.RunAsync(() =>
            {
                thread.Post(_ => { }, null);
                return true;
            }).Wait();
            return thread.Stray;
        }));
}

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class WorkQueueTests
{
    [Fact]
    public async Task Everything_that_is_added_from_many_threads_runs_once_and_no_more_at_a_time_than_there_are_places()
    {
        const int Items = 20_000;
        WorkQueue lane = new(places: 2);
        Count count = new(Items);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int item = 0; item < Items / 8; item++)
            {
                lane.Add(new Item(count));
            }
        })));
        await count.Done.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal((Items, true), (count.Ran, count.MaxAtOnce is 1 or 2));
    }

    [Fact]
    public async Task An_item_that_waits_for_something_else_leaves_its_place_to_the_next()
    {
        WorkQueue lane = new(places: 1);
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lane.Add(new Awaiting(async () =>
        {
            await second.Task;
            first.SetResult();
        }));
        lane.Add(new Awaiting(() =>
        {
            second.SetResult();
            return Task.CompletedTask;
        }));

        await first.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Whoever_comes_over_the_pool_waits_behind_a_few_items_and_not_behind_all()
    {
        const int Items = 400;
        WorkQueue lane = new(Environment.ProcessorCount);
        Count count = new(Items);
        for (int item = 0; item < Items; item++)
        {
            lane.Add(new Item(count, TimeSpan.FromMilliseconds(2)));
        }

        int ranBefore = await Task.Factory.StartNew(() => count.Ran, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);

        await count.Done.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.InRange(ranBefore, 0, Items / 4);
    }

    private sealed class Count(int expected)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _ran;
        private int _running;
        private int _most;

        public Task Done => _done.Task;

        public int Ran => Volatile.Read(ref _ran);

        public int MaxAtOnce => Volatile.Read(ref _most);

        public void Enter()
        {
            int now = Interlocked.Increment(ref _running);
            int most;
            while (now > (most = Volatile.Read(ref _most)) && Interlocked.CompareExchange(ref _most, now, most) != most)
            {
            }
        }

        public void Leave()
        {
            Interlocked.Decrement(ref _running);
            if (Interlocked.Increment(ref _ran) == expected)
            {
                _done.SetResult();
            }
        }
    }

    private sealed class Item(Count count, TimeSpan work = default) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            count.Enter();
            if (work > TimeSpan.Zero)
            {
                // Holds the processor, as a turn does.
                long began = System.Diagnostics.Stopwatch.GetTimestamp();
                while (System.Diagnostics.Stopwatch.GetElapsedTime(began) < work)
                {
                    Thread.SpinWait(100);
                }
            }

            count.Leave();
        }
    }

    private sealed class Awaiting(Func<Task> work) : IThreadPoolWorkItem
    {
        public void Execute() => _ = work();
    }
}

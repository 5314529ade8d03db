using Microsoft.Extensions.DependencyInjection;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Simulation.Tests;

public sealed class WorkersTests
{
    private static readonly ServiceProvider First = new ServiceCollection().BuildServiceProvider();

    [Fact]
    public void One_worker_gets_everything_once()
    {
        Workers workers = Some();

        Assert.All(Enumerable.Range(0, 200), _ => Assert.Same(First, workers.Next(First)));
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Null(workers.DeliveredAgainAfter()));
    }

    [Fact]
    public void Two_share_what_is_to_be_done_each_with_a_memory_of_its_own_and_some_of_it_comes_twice()
    {
        Workers workers = Some();

        workers.StartSecond();

        IServiceProvider[] drawn = [.. Enumerable.Range(0, 200).Select(_ => workers.Next(First))];
        Assert.InRange(drawn.Count(one => one == First), 60, 140);
        IServiceProvider other = Assert.Single(drawn.Distinct(), one => one != First);
        Assert.Same(TimeProvider.System, other.GetService<TimeProvider>());
        Assert.InRange(Enumerable.Range(0, 200).Count(_ => workers.DeliveredAgainAfter() is not null), 5, 50);
    }

    [Fact]
    public void The_one_that_is_left_is_the_old_or_the_new_one()
    {
        HashSet<bool> isOld = [];
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Workers workers = Some(seed);
            workers.StartSecond();
            workers.StopOne();
            IServiceProvider left = Assert.Single(Enumerable.Range(0, 50).Select(_ => workers.Next(First)).Distinct());
            isOld.Add(left == First);
            Assert.Null(workers.DeliveredAgainAfter());
        }

        Assert.Equal([false, true], isOld.Order());
    }

    private static Workers Some(ulong seed = 1) => new(new Dice(seed), new Dictionary<string, string?>(), static _ => { });
}

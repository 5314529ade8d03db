using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class TimerTriggerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_runs_by_its_schedule_on_the_given_clock()
    {
        VirtualClock clock = new(Lab.Noon);
        Notes notes = new();
        await using FunctionHost host = await StartAsync(clock, notes, typeof(EveryQuarter));

        for (int second = 0; second < 60; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await host.Runtime.WhenIdleAsync(Token);
        }

        Assert.Equal(["12:00:15", "12:00:30", "12:00:45", "12:01:00"], notes.Lines);
    }

    [Fact]
    public async Task A_schedule_may_be_a_setting()
    {
        VirtualClock clock = new(Lab.Noon);
        Notes notes = new();
        await using FunctionHost host = await StartAsync(clock, notes, typeof(BySetting));

        clock.AdvanceToNextTimer();
        await host.Runtime.WhenIdleAsync(Token);

        Assert.Equal(["13:00:00"], notes.Lines);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_its_schedule_is_never_joined_by_another()
    {
        VirtualClock clock = new(Lab.Noon);
        Notes notes = new();
        Door door = new();
        await using FunctionHost host = await StartAsync(clock, notes, typeof(Slow), door);

        clock.Advance(TimeSpan.FromSeconds(1));
        await door.Entered.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(30));
        door.Opened.Release();
        await host.Runtime.WhenIdleAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(1));
        door.Opened.Release();
        await host.Runtime.WhenIdleAsync(Token);

        Assert.Equal(["12:00:01", "12:00:32"], notes.Lines);
    }

    [Fact]
    public async Task A_bad_schedule_is_refused_at_the_start()
    {
        var refusal = await Assert.ThrowsAsync<UnsupportedFunctionsException>(() => StartAsync(new(Lab.Noon), new(), typeof(Bad)));

        Assert.Equal(["Bad: 'whenever' is not an NCRONTAB expression"], refusal.Problems);
    }

    private static async Task<FunctionHost> StartAsync(VirtualClock clock, Notes notes, Type function, Door? door = null)
    {
        FunctionHost host = FunctionHost.Build(
            new()
            {
                App = typeof(TimerTriggerTests).Assembly,
                Catalog = FunctionCatalog.FromTypes(function),
                Url = new("http://127.0.0.1:0"),
                FunctionKey = "key",
                Runtime = new() { Clock = clock },
            },
            (services, configuration) =>
            {
                configuration["Schedule"] = "0 0 * * * *";
                services.AddSingleton(notes);
                services.AddSingleton(door ?? new Door());
            });
        try
        {
            await host.StartAsync(Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public sealed class EveryQuarter(Notes notes, TimeProvider clock)
    {
        [Function(nameof(EveryQuarter))]
        public void Run([TimerTrigger("*/15 * * * * *")] TimerInfo timer) => notes.Add($"{clock.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " late" : "")}");
    }

    public sealed class BySetting(Notes notes, TimeProvider clock)
    {
        [Function(nameof(BySetting))]
        public void Run([TimerTrigger("%Schedule%")] TimerInfo timer) => notes.Add($"{clock.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " late" : "")}");
    }

    public sealed class Slow(Notes notes, TimeProvider clock, Door door)
    {
        [Function(nameof(Slow))]
        public async Task RunAsync([TimerTrigger("* * * * * *")] TimerInfo timer, CancellationToken cancellation)
        {
            notes.Add($"{clock.GetUtcNow():HH:mm:ss}{(timer.IsPastDue ? " late" : "")}");
            door.Entered.Release();
            await door.Opened.WaitAsync(cancellation);
        }
    }

    public sealed class Door
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Opened { get; } = new(0);
    }

    public static class Bad
    {
        [Function(nameof(Bad))]
        public static void Run([TimerTrigger("whenever")] TimerInfo timer) => _ = timer;
    }
}

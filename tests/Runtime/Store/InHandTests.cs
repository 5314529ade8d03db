using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>A turn holds messages that are out of the inbox and not recorded as consumed yet. A snapshot that is taken then must hold them.</summary>
[Trait("Category", "exhaustive")]
public sealed class InHandTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static TaskCompletionSource Begun = new();
    private static TaskCompletionSource Opened = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_turn_has_taken_survives_a_compaction_and_a_kill()
    {
        using TemporaryFolder folder = new();
        using TemporaryFolder killed = new();
        Begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (Lab first = await StartAsync(folder, compactAfter: 2000))
        {
            await first.Client.Entities.SignalEntityAsync(new("door", "one"), "Enter", 7, cancellation: Token);
            await Begun.Task.WaitAsync(Deadline, TimeProvider.System, Token);
            await UntilCompactedAsync(first, folder);
            foreach (string file in Directory.EnumerateFiles(folder.Path))
            {
                File.Copy(file, Path.Combine(killed.Path, Path.GetFileName(file)));
            }

            Opened.SetResult();
        }

        await using Lab second = await StartAsync(killed, compactAfter: 1L << 30);
        await second.SettleAsync();

        Assert.Equal("[7]", (await second.Client.Entities.GetEntityAsync(new("door", "one"), Token))?.State.Value);
    }

    // The log that held the signal is gone, and nothing is being written any more.
    private static async Task UntilCompactedAsync(Lab lab, TemporaryFolder folder)
    {
        string[] begun = [.. Directory.EnumerateFiles(folder.Path, "*.log")];
        DateTimeOffset until = TimeProvider.System.GetUtcNow() + Deadline;
        for (int number = 0; begun.Any(File.Exists); number++)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < until, "no compaction took place");
            string id = await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Quick), number, new StartOrchestrationOptions($"quick-{number}"), Token);
            await lab.Client.WaitForInstanceCompletionAsync(id, Token);
        }
    }

    [Function(nameof(Quick))]
    public static Task<int> Quick([OrchestrationTrigger] TaskOrchestrationContext context, int value) => Task.FromResult(value);

    private static Task<Lab> StartAsync(TemporaryFolder folder, long compactAfter) => Lab.StartAsync(
        new RuntimeOptions { Clock = new VirtualClock(Lab.Noon), JournalFolder = folder.Path, Fsync = FsyncPolicy.Never, CompactAfterBytes = compactAfter }, _ => { },
        typeof(InHandTests), typeof(Door));

    public sealed class Door : TaskEntity<List<int>>
    {
        public async Task Enter(int who)
        {
            Begun.TrySetResult();
            await Opened.Task;
            State.Add(who);
        }

        [Function(nameof(Door))]
        public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Door>();
    }
}

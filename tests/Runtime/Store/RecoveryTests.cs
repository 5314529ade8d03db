using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Steadfast.Local.Runtime.Journal;
using Steadfast.Local.Runtime.Tests.Journal;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "exhaustive")]
public sealed class RecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_was_under_way_goes_on_in_the_next_life()
    {
        using TemporaryFolder folder = new();
        VirtualClock clock = new(Lab.Noon);
        await using (Lab first = await StartAsync(folder, clock))
        {
            await FillAsync(first);
        }

        await using Lab second = await StartAsync(folder, clock);

        await CheckAsync(second);
    }

    [Fact]
    public async Task A_compacted_journal_holds_the_same()
    {
        using TemporaryFolder folder = new();
        VirtualClock clock = new(Lab.Noon);
        await using (Lab first = await StartAsync(folder, clock, compactAfter: 2000))
        {
            await FillAsync(first);
            for (int number = 0; number < 200; number++)
            {
                await first.RunAsync(nameof(Quick), number, "again");
            }

            await WaitUntilAsync(() => SizeOf(folder) < 60_000);
        }

        await using Lab second = await StartAsync(folder, clock);

        Assert.Equal("199", (await second.GetAsync("again")).SerializedOutput);
        Assert.Contains("again", await ListAsync(second));
        await CheckAsync(second);
    }

    [Fact]
    public async Task A_compaction_while_instances_run_loses_none()
    {
        using TemporaryFolder folder = new();
        await using (Lab first = await StartAsync(folder, new(Lab.Noon), compactAfter: 5000))
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Task.Run(() =>
                first.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Wait), new StartOrchestrationOptions($"w-{number}"), Token))));
            await first.SettleAsync();
        }

        await using Lab second = await StartAsync(folder, new(Lab.Noon));
        foreach (int number in Enumerable.Range(0, 300))
        {
            await second.Client.RaiseEventAsync($"w-{number}", "go", $"{number}", Token);
        }

        await second.SettleAsync();
        Assert.All(Enumerable.Range(0, 300), number => Assert.Equal($"\"{number}\"", second.GetAsync($"w-{number}").Result.SerializedOutput));
    }

    [Fact]
    public async Task Wherever_the_journal_is_cut_in_its_last_4_KB_the_runtime_goes_on()
    {
        using TemporaryFolder folder = new();
        VirtualClock clock = new(Lab.Noon);
        await using (Lab first = await StartAsync(folder, clock))
        {
            await FillAsync(first);
        }

        FileInfo last = new DirectoryInfo(folder.Path).GetFiles().Where(file => file.Length > 0).MaxBy(file => file.Length)!;
        byte[] whole = await File.ReadAllBytesAsync(last.FullName, Token);
        HashSet<int> known = [];
        for (int cut = 1; cut <= Math.Min(4096, whole.Length - 64); cut++)
        {
            using TemporaryFolder copy = new();
            await File.WriteAllBytesAsync(Path.Combine(copy.Path, last.Name), whole.AsMemory(0, whole.Length - cut), Token);
            JournalFixture.KillBehind(Path.Combine(copy.Path, last.Name), SegmentHeader.Length);
            await using Lab life = await StartAsync(copy, new(Lab.Noon));
            if (cut % 16 == 0)
            {
                known.Add(await CheckWhatIsThereAsync(life));
            }
        }

        Assert.True(known.Count > 3, "the cuts did not reach back over several records");
    }

    [Fact]
    public async Task Damage_in_the_middle_stops_the_start_and_names_file_and_offset()
    {
        using TemporaryFolder folder = new();
        await using (Lab first = await StartAsync(folder, new(Lab.Noon)))
        {
            await FillAsync(first);
        }

        FileInfo file = new DirectoryInfo(folder.Path).GetFiles().MaxBy(found => found.Length)!;
        byte[] content = await File.ReadAllBytesAsync(file.FullName, Token);
        content[content.Length / 3] ^= 0xFF;
        await File.WriteAllBytesAsync(file.FullName, content, Token);

        var damage = await Assert.ThrowsAsync<JournalDamagedException>(() => StartAsync(folder, new(Lab.Noon)));

        Assert.Equal(file.FullName, damage.File);
        Assert.InRange(damage.Offset, 1, content.Length / 3);
        Assert.Equal(content, await File.ReadAllBytesAsync(file.FullName, Token));
    }

    [Fact]
    public async Task A_purged_instance_stays_gone()
    {
        using TemporaryFolder folder = new();
        await using (Lab first = await StartAsync(folder, new(Lab.Noon)))
        {
            await first.RunAsync(nameof(Quick), 1, "gone");
            await first.Client.PurgeInstanceAsync("gone", Token);
        }

        await using Lab second = await StartAsync(folder, new(Lab.Noon));

        Assert.Null(await second.Client.GetInstanceAsync("gone", Token));
        Assert.Empty(await ListAsync(second));
    }

    [Fact]
    public async Task When_most_of_it_was_purged_the_journal_is_compacted()
    {
        using TemporaryFolder folder = new();
        await using Lab lab = await StartAsync(folder, new(Lab.Noon));
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(number =>
            lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Quick), number, new StartOrchestrationOptions($"q-{number}"), Token)));
        await lab.SettleAsync();
        long before = SizeOf(folder);

        for (int number = 0; number < 1100; number++)
        {
            await lab.Client.PurgeInstanceAsync($"q-{number}", Token);
        }

        await WaitUntilAsync(() => SizeOf(folder) < before / 4);
    }

    [Fact]
    public async Task A_suspended_instance_comes_back_suspended_with_what_it_kept()
    {
        using TemporaryFolder folder = new();
        await using (Lab first = await StartAsync(folder, new(Lab.Noon)))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Wait), new StartOrchestrationOptions("kept"), Token);
            await first.SettleAsync();
            await first.Client.SuspendInstanceAsync("kept", null, Token);
            await first.Client.RaiseEventAsync("kept", "go", "x", Token);
            await first.SettleAsync();
        }

        await using Lab second = await StartAsync(folder, new(Lab.Noon));
        var suspended = (await second.GetAsync("kept")).RuntimeStatus;
        await second.Client.ResumeInstanceAsync("kept", null, Token);

        Assert.Equal((OrchestrationRuntimeStatus.Suspended, "\"x\""), (suspended, (await second.EndOfAsync("kept")).SerializedOutput));
    }

    private static Task<Lab> StartAsync(TemporaryFolder folder, VirtualClock clock, long compactAfter = 1L << 30) => Lab.StartAsync(
        new RuntimeOptions { Clock = clock, JournalFolder = folder.Path, Fsync = FsyncPolicy.Never, CompactAfterBytes = compactAfter }, _ => { }, typeof(RecoveryTests), typeof(Box));

    private static async Task FillAsync(Lab lab)
    {
        await lab.RunAsync(nameof(Quick), 5, "ended");
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Wait), new StartOrchestrationOptions("event"), Token);
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Sleep), new StartOrchestrationOptions("timer"), Token);
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Parent), new StartOrchestrationOptions("parent"), Token);
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Quick), 6, new StartOrchestrationOptions("later", Lab.Noon.AddHours(3)), Token);
        await lab.Client.Entities.SignalEntityAsync(new("box", "one"), "Put", 1, cancellation: Token);
        await lab.Client.Entities.SignalEntityAsync(new("box", "one"), "Put", 2, Lab.Noon.AddHours(3), Token);
        await lab.SettleAsync();
    }

    private static async Task<string[]> ListAsync(Lab lab)
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata found in lab.Client.GetAllInstancesAsync(new OrchestrationQuery(CreatedFrom: Lab.Noon.AddDays(-1))).WithCancellation(Token))
        {
            ids.Add(found.InstanceId);
        }

        return [.. ids];
    }

    private static async Task CheckAsync(Lab lab)
    {
        await lab.Client.RaiseEventAsync("event", "go", "gone on", Token);
        string[] outputs =
        [
            (await lab.GetAsync("ended")).SerializedOutput!,
            (await lab.EndOfAsync("event")).SerializedOutput!,
            (await lab.EndOfAsync("timer")).SerializedOutput!,
            (await lab.EndOfAsync("parent")).SerializedOutput!,
            (await lab.EndOfAsync("later")).SerializedOutput!,
            (await lab.Client.Entities.GetEntityAsync(new("box", "one"), Token))!.State.Value,
        ];

        Assert.Equal(["5", "\"gone on\"", "\"13:00\"", "\"13:00\"", "6", "[1,2]"], outputs);
    }

    /// <summary>What the cut left over ends as it would have ended.</summary>
    private static async Task<int> CheckWhatIsThereAsync(Lab lab)
    {
        int known = 0;
        foreach (var (id, output) in new[] { ("ended", "5"), ("timer", "\"13:00\""), ("parent", "\"13:00\""), ("later", "6") })
        {
            if (await lab.Client.GetInstanceAsync(id, Token) is not null)
            {
                known++;
                Assert.Equal(output, (await lab.EndOfAsync(id)).SerializedOutput);
            }
        }

        return known;
    }

    private static long SizeOf(TemporaryFolder folder) => new DirectoryInfo(folder.Path).GetFiles().Sum(file => file.Exists ? file.Length : 0);

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
        }
    }

    [Function(nameof(Quick))]
    public static Task<int> Quick([OrchestrationTrigger] TaskOrchestrationContext context, int number) => Task.FromResult(number);

    [Function(nameof(Wait))]
    public static Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("go");

    [Function(nameof(Sleep))]
    public static async Task<string> Sleep([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
        return $"{context.CurrentUtcDateTime:HH:mm}";
    }

    [Function(nameof(Parent))]
    public static Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallSubOrchestratorAsync<string>(nameof(Sleep));

    public sealed class Box : TaskEntity<List<int>>
    {
        public void Put(int number) => State.Add(number);

        [Function(nameof(Box))]
        public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Box>();
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Spectre.Console;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>Real processes. But where the story is tested, the control plane is alone: nobody repairs by himself.</summary>
[Trait("Category", "real-processes")]
public sealed class TwinTests
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private static readonly TwinOptions Alone = new() { IsAutomated = false };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_disk_is_mended_by_a_reimage_and_by_nothing_less()
    {
        await using Twin twin = await Twin.StartAsync(Alone, Ct);
        WebMachine machine = twin.WebServer("1");
        machine.DamageDisk();
        machine.Crash();

        Operation restarted = await EndOf(twin, twin.Azure.Actions.Restart(InstanceOf(twin, "1")));
        bool servesAfterRestart = await machine.ProbeHealthAsync(Ct);
        string said = string.Join('\n', await machine.LastOutputAsync(Ct));
        Operation reimaged = await EndOf(twin, twin.Azure.Actions.Reimage(InstanceOf(twin, "1")));

        Assert.Equal((Operation.Succeeded, false), (restarted.Status, servesAfterRestart));
        Assert.Contains("Drain:Deadline", said, StringComparison.Ordinal);
        Assert.Equal((Operation.Succeeded, true), (reimaged.Status, await machine.ProbeHealthAsync(Ct)));
    }

    [Fact]
    public async Task A_broken_host_is_left_behind_only_by_another_machine_which_the_balancer_takes_in()
    {
        await using Twin twin = await Twin.StartAsync(Alone, Ct);
        WebMachine broken = twin.WebServer("1");
        broken.BreakHost();
        broken.Crash();

        await EndOf(twin, twin.Azure.Actions.Reimage(InstanceOf(twin, "1")));
        bool servesAfterReimage = await broken.ProbeHealthAsync(Ct);
        await EndOf(twin, twin.Azure.SetActions.Resize(4));
        bool newOneServes = await Until(() => twin.BackendOf(twin.Machine("4"))?.Up == true);
        await EndOf(twin, twin.Azure.Actions.Delete(InstanceOf(twin, "1")));

        Assert.Equal((false, true), (servesAfterReimage, newOneServes));
        Assert.Equal(["2", "3", "4"], twin.Machines.Select(machine => machine.Id));
        Assert.Equal([.. twin.Machines.Select(machine => machine.EndPoint).OrderBy(address => $"{address}")], twin.Balancer.Flows.Select(backend => backend.Address));
        Assert.True(await Until(() => !broken.Process.IsRunning));
    }

    [Fact]
    public async Task A_stuttering_machine_stands_still_in_turns_until_it_is_restarted()
    {
        await using Twin twin = await Twin.StartAsync(Alone with { Instances = 1, Zones = 1 }, Ct);
        WebMachine machine = twin.WebServer("1");

        Task stutter = machine.StutterAsync(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100), Ct);
        bool stoodStill = await Until(() => machine.Process.IsPaused);
        bool ranAgain = await Until(() => !machine.Process.IsPaused);
        await EndOf(twin, twin.Azure.Actions.Restart(InstanceOf(twin, "1")));
        await stutter.WaitAsync(MaxWait, TimeProvider.System, Ct);

        Assert.Equal((true, true, false, true), (stoodStill, ranAgain, machine.Process.IsPaused, await machine.ProbeHealthAsync(Ct)));
    }

    [Fact]
    public async Task A_crowd_serves_from_this_process_and_its_members_crash_and_restart_as_others_do()
    {
        await using Twin twin = await Twin.StartAsync(Alone with { IsCrowd = true, Instances = 300, SpareInstances = 1 }, Ct);
        TwinMachine last = twin.Machine("300");

        last.Crash();
        bool isOut = await Until(() => twin.BackendOf(last)?.Up == false);
        await EndOf(twin, twin.Azure.Actions.Restart(InstanceOf(twin, "300")));
        bool isBack = await Until(() => twin.BackendOf(last)?.Up == true);

        Assert.Equal((true, true), (isOut, isBack));
        Assert.Equal(300, twin.Machines.Select(machine => machine.EndPoint).Distinct().Count());
        Assert.Equal(["100", "100", "100"], twin.Machines.CountBy(machine => machine.Spec.Zone).Select(zone => $"{zone.Value}"));
    }

    [Theory]
    [InlineData(NoticeKind.InstancesMissing, "people are told: Scale set has 2 of 3 instances")]
    [InlineData(NoticeKind.Closed, null)]
    [InlineData(NoticeKind.Alert, null)]
    public async Task The_story_tells_what_people_are_told_that_no_incident_says(NoticeKind kind, string? told)
    {
        ConcurrentQueue<string> lines = [];
        await using Twin twin = await Twin.StartAsync(new TwinOptions { Instances = 1, Zones = 1 }, Ct);
        Story story = new(AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(TextWriter.Null) }), TimeProvider.System) { Listener = (who, text, _) => lines.Enqueue($"{who.Name} {text}") };
        using HttpClient client = new();

        await using (StoryWatcher watcher = new(twin, story))
        {
            using HttpResponseMessage taken = await client.PostAsJsonAsync(
                twin.Notices.Url, new Notice("a", kind, "scale set", "Scale set has 2 of 3 instances", TimeProvider.System.GetUtcNow()), Ct);
            Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        }

        Assert.Equal(told is null ? [] : [$"{Speaker.Steadfast.Name} {told}"], lines.Where(line => line.Contains("Scale set", StringComparison.Ordinal)));
    }

    private static Instance InstanceOf(Twin twin, string id) => twin.Azure.ScaleSet.Find(id)!;

    private static async Task<Operation> EndOf(Twin twin, ActionStart start)
    {
        string id = start.Operation!.Id;
        Assert.True(await Until(() => twin.Azure.Operations.Find(id)!.EndTime is not null), "the operation did not end");
        return twin.Azure.Operations.Find(id)!;
    }

    private static Task<bool> Until(Func<bool> condition) => Wait.Until(condition, TimeProvider.System, MaxWait, Ct);
}

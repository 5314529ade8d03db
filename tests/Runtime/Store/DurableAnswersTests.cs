using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Local.Runtime.Journal;
using Steadfast.Local.Runtime.Tests.Journal;

namespace Steadfast.Local.Runtime.Tests.Store;

/// <summary>Nobody is told of a start that is not durable: neither whoever asked for it, nor another one who asks for the same or looks.</summary>
[Trait("Category", "fast")]
public sealed class DurableAnswersTests : IDisposable
{
    private static readonly StartOrchestrationOptions Once =
        new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Backends => [false, true];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task What_a_full_disk_did_not_take_is_not_there(bool failWrites, bool asStorage)
    {
        FullDisk disk = new(failWrites);
        await using Lab lab = await StartAsync(disk, asStorage);
        disk.Fill();

        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(lab));

        await Assert.ThrowsAnyAsync<Exception>(() => lab.Client.GetInstanceAsync("one", Token));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(lab));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Whoever_asks_for_the_same_meanwhile_waits_for_the_disk_too(bool asStorage)
    {
        CountingDisk disk = new();
        await using Lab lab = await StartAsync(disk, asStorage);
        disk.Hold();
        Task first = AskAsync(lab);
        Task second = lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StartedFunctions.Wait), "second", Once, Token);
        Task<OrchestrationMetadata?> look = lab.Client.GetInstanceAsync("one", Token);

        await Task.WhenAny(Task.WhenAny(first, second), Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token));
        Assert.False(first.IsCompleted || second.IsCompleted || (look.IsCompletedSuccessfully && await look is not null), "somebody was answered before the start was durable");

        disk.Release();
        await first;
        // Refused, or told as on Azure Storage that it was the one.
        Assert.Equal(asStorage, await Record.ExceptionAsync(() => second) is null);
        string input = (await lab.Client.GetInstanceAsync("one", getInputsAndOutputs: true, Token))!.ReadInputAs<string>()!;
        Assert.Contains(input, asStorage ? ["first", "second"] : (string[])["first"]);
    }

    private Task<Lab> StartAsync(JournalDisk disk, bool asStorage) => Lab.StartAsync(
        new RuntimeOptions { JournalFolder = _folder.Path, Disk = disk, Storage = asStorage ? new() : null }, _ => { }, typeof(StartedFunctions));

    private static Task AskAsync(Lab lab) => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StartedFunctions.Wait), "first", Once, Token);
}

/// <summary>The functions of <see cref="DurableAnswersTests"/>.</summary>
public static class StartedFunctions
{
    [Function(nameof(Wait))]
    public static Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context, string input) => context.WaitForExternalEvent<string>("go");
}

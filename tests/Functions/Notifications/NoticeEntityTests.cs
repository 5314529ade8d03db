using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Notices as an entity: a crash at any event loses none and has none told twice.</summary>
[Trait("Category", "fast")]
public sealed class NoticeEntityTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromTypes(typeof(NoticeEntity), typeof(NotificationOrchestrator), typeof(NoticeEntityTests));
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crash_at_any_event_loses_no_notice_and_has_none_told_twice()
    {
        int crashes = 0;
        for (int at = 0; ; at++)
        {
            string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
            try
            {
                VirtualClock clock = new(Noon);
                string[]? before = await LiveAsync(folder, clock, new CrashPoint(at, at % 2 == 0 ? CrashMoment.Before : CrashMoment.After));
                string[]? after = before ?? await LiveAsync(folder, clock, crash: null);

                Assert.True(after is ["notice-a: 1 Kept", "notice-b-and-1-more: 2 Kept"], $"crash {at}: {string.Join(", ", after ?? [])}");
                if (before is not null)
                {
                    break;
                }

                crashes++;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        // Fewer would mean that the crashes did not reach every operation.
        Assert.InRange(crashes, 10, 200);
    }

    [Function(nameof(TellThree))]
    public static async Task<int> TellThree([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        string[] ids = ["a", "b", "c"];
        foreach (string id in ids)
        {
            Notice notice = new(id, NoticeKind.Escalated, $"instance {id}", "it is down", context.CurrentUtcDateTime) { Cause = "down" };
            await context.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), notice);
        }

        return ids.Length;
    }

    /// <summary>One life of the automation: what was told, or null when it crashed.</summary>
    private static async Task<string[]?> LiveAsync(string folder, VirtualClock clock, CrashPoint? crash)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging()
            .AddSingleton<TimeProvider>(clock).AddSingleton<IOptionsMonitor<NotificationOptions>>(new FixedOptions<NotificationOptions>(new())).BuildServiceProvider();
        await using DurableRuntime runtime = new(App, services, new RuntimeOptions { Clock = clock, JournalFolder = folder, Crash = crash });
        await runtime.StartAsync(Ct);
        try
        {
            if (await runtime.Client.GetInstanceAsync("one", Ct) is null)
            {
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(TellThree), null, new StartOrchestrationOptions("one"), Ct);
            }

            await VirtualRun.UntilAsync(runtime, clock, async () => (await ToldAsync(runtime.Client)).Length > 1, clock.GetUtcNow().AddMinutes(10), Ct);
        }
        catch (Exception) when (runtime.Failed.IsCompleted)
        {
            // The crash came while it was started.
        }

        return runtime.Failed.IsCompleted ? null : await ToldAsync(runtime.Client);
    }

    private static async Task<string[]> ToldAsync(DurableTaskClient client)
    {
        List<string> told = [];
        await foreach (OrchestrationMetadata one in client.GetAllInstancesAsync(new(InstanceIdPrefix: NotificationActivities.IdPrefix, FetchInputsAndOutputs: true)).WithCancellation(Ct))
        {
            if (one.ReadOutputAs<NoticeView>() is not { } shown)
            {
                continue;
            }

            told.Add($"{one.InstanceId}: {shown.Notice.Count} {shown.State}");
        }

        return [.. told.Order(StringComparer.Ordinal)];
    }
}

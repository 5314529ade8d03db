using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>
/// Recorded histories against code. The files in Histories/ were exported from these orchestrators; a change of the engine or of the
/// orchestrators that cannot go on with them breaks this test.
/// </summary>
[Trait("Category", "fast")]
public sealed class HistoryReplayerTests
{
    public static TheoryData<string> Recorded => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Histories"), "*.json").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_histories_replay(string file)
    {
        string json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", file));

        ReplayReport report = HistoryReplayer.Replay(
            json, FunctionCatalog.FromTypes(typeof(Version1), typeof(ActivityTests), typeof(SubOrchestrationTests), typeof(EntityTests), typeof(ExternalEventTests)));

        Assert.True(report.IsCompatible, report.Reason);
    }

    [Fact]
    public async Task A_history_replays_however_it_is_laid_out()
    {
        string json = (await RecordAsync()).ToJson();
        string compact = JsonNode.Parse(json)!.ToJsonString();

        Assert.True(HistoryReplayer.Replay(compact, FunctionCatalog.FromTypes(typeof(Version1))).IsCompatible);
        Assert.NotEqual(json, compact);
    }

    [Theory]
    [InlineData(typeof(OtherActivity), "event 2 is TaskScheduled(#0, 'Look'), but the code asked for TaskScheduled(#0, 'Act')")]
    [InlineData(typeof(NoTimer), "event 5 is TimerCreated(#1), but the code asked for TaskScheduled(#1, 'Act')")]
    [InlineData(typeof(OtherOutput), "event 11 is ExecutionCompleted, but the code returned \"failed\" and not \"repaired\"")]
    [InlineData(typeof(OneMore), "event 11 is ExecutionCompleted, but the code still waits")]
    [InlineData(typeof(Gone), "there is no orchestrator 'Mend' in this app any more")]
    public async Task Code_that_no_longer_fits_is_told_where(Type version, string reason)
    {
        ReplayReport report = HistoryReplayer.Replay((await RecordAsync()).ToJson(), FunctionCatalog.FromTypes(version));

        Assert.Equal((false, reason), (report.IsCompatible, report.Reason));
    }

    [Fact]
    public async Task A_history_of_a_waiting_instance_replays_up_to_where_it_waits()
    {
        await using Lab lab = await Lab.StartAsync(typeof(Version1), typeof(HistoryReplayerTests));
        await lab.Client.ScheduleNewOrchestrationInstanceAsync("Mend", new StartOrchestrationOptions("mend"), TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        string json = lab.Runtime.ExportHistory("mend").ToJson();

        Assert.True(HistoryReplayer.Replay(json, FunctionCatalog.FromTypes(typeof(Version1))).IsCompatible);
        Assert.Equal(
            "event 5 is TimerCreated(#1), but the code asked for TaskScheduled(#1, 'Act')",
            HistoryReplayer.Replay(json, FunctionCatalog.FromTypes(typeof(NoTimer))).Reason);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"format":2,"instanceId":"a","orchestrator":"b","runtimeStatus":"Running","events":[]}""")]
    public void Something_else_than_a_history_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => HistoryReplayer.Replay(text, FunctionCatalog.FromTypes(typeof(Version1))));
    }

    private static async Task<HistoryExport> RecordAsync()
    {
        await using Lab lab = await Lab.StartAsync(typeof(Version1), typeof(HistoryReplayerTests));
        await lab.RunAsync("Mend", null, "mend");
        return lab.Runtime.ExportHistory("mend");
    }

    [Function("Look")]
    public static string Look([ActivityTrigger] string? unused) => "down";

    [Function("Act")]
    public static string Act([ActivityTrigger] string? unused) => "repaired";

    private static async Task<string> MendAsync(TaskOrchestrationContext context, string first, bool wait)
    {
        await context.CallActivityAsync<string>(first);
        if (wait)
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        }

        return await context.CallActivityAsync<string>("Act");
    }

    public static class Version1
    {
        [Function("Mend")]
        public static Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context) => MendAsync(context, "Look", true);
    }

    public static class OtherActivity
    {
        [Function("Mend")]
        public static Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context) => MendAsync(context, "Act", true);
    }

    public static class NoTimer
    {
        [Function("Mend")]
        public static Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context) => MendAsync(context, "Look", false);
    }

    public static class OtherOutput
    {
        [Function("Mend")]
        public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context) => await MendAsync(context, "Look", true) == "repaired" ? "failed" : "";
    }

    public static class OneMore
    {
        [Function("Mend")]
        public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            string result = await MendAsync(context, "Look", true);
            await context.WaitForExternalEvent<string>("approve");
            return result;
        }
    }

    public static class Gone
    {
    }
}

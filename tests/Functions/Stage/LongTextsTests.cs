using System.Net;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>Whatever the platform, web servers and senders of alerts write, no message about it is over 64 KB: not what activities give, nor what they throw.</summary>
[Trait("Category", "fast")]
public sealed class LongTextsTests
{
    private const int Most = 64 * 1024;
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Fillers = ["c ", "\"", "é", "中", "\U0001F6B2", "<&>'+`\\"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> EveryFiller => [.. Fillers];

    private static string Long(string filler, int length = 60_000) => string.Concat(Enumerable.Repeat(filler, length / filler.Length));

    private static void AssertSmall(object? message)
    {
        int bytes = Encoding.UTF8.GetByteCount(JsonDataConverter.Default.Serialize(message) ?? "");
        Assert.True(bytes <= Most, $"{message?.GetType().Name} has {bytes} bytes");
    }

    [Theory]
    [MemberData(nameof(EveryFiller))]
    public void The_evidence_of_an_instance(string filler)
    {
        string[] sources = ["status", "lastRequests", "instanceView", "bootDiagnostics"];

        Evidence evidence = new("evidence-incident-instance-1-not-serving-20261120T120000-1", "1", Noon, [.. sources.Select(source => new EvidencePart(source, EvidenceText.Fit(Long(filler)), null))]);

        AssertSmall(evidence);
        Assert.All(evidence.Parts, part => Assert.InRange(part.Text.Length, 1_000, EvidenceText.MaxLength));
    }

    [Theory]
    [MemberData(nameof(EveryFiller))]
    public async Task The_looks_at_a_database_of_which_300_web_servers_complain(string filler)
    {
        string status = System.Text.Json.JsonSerializer.Serialize(new { database = new { state = "unreachable", since = Noon, error = Long(filler) } });
        WebTierView tier = WebTierView.Of([.. Enumerable.Range(1, 300).Select(id => new InstanceReport($"{id}", $"10.0.0.{id}", InstanceStatusReading.Parse(status)))]);
        DatabaseObservation seen = new(Noon, tier, CheckResult.Bad("no answer"), new(null, "not read"), new(null, "not read"));
        FailureKind kind = DatabaseDiagnosisPolicy.Diagnose(seen, false).Kind;
        VirtualClock clock = new(Noon);

        DatabaseObservation[] looks = await DatabaseActivities.WatchAsync(
            new("incident-database", Noon.UtcDateTime) { Watch = new(kind, false, int.MaxValue, TimeSpan.FromMilliseconds(10)) },
            _ => Task.FromResult(seen), clock, pause =>
            {
                clock.Advance(pause);
                return Task.CompletedTask;
            });

        AssertSmall(looks);
        AssertSmall(new RecoveryInput("k", IncidentKey.Database, "alert", Noon, "a", Noon, new(new(), new(), new()), null) { SeenDatabase = seen });
    }

    [Theory]
    [MemberData(nameof(EveryFiller))]
    public void The_record_of_an_incident_with_very_many_steps(string filler)
    {
        IncidentRecord record = new("incident-1", "1", "alert a", IncidentOutcome.Escalated, Long(filler, 500), null, new(), [], []);
        foreach (int minute in Enumerable.Range(0, 1_000))
        {
            record = record.AddStep(Noon.UtcDateTime.AddMinutes(minute), StepKind.Waiting, new Statement($"Step {minute}", Long(filler, 400)) { Instruction = "Do it." });
        }

        IncidentRecord output = record.ForOutput();

        AssertSmall(output);
        Assert.Equal(record.Steps.Take(10), output.Steps.Take(10));
        Assert.Equal(record.Steps[^1], output.Steps[^1]);
        Assert.Equal($"{1_000 - output.Steps.Count + 1} steps are left out here: a record has room for 48 KB", output.Steps[10].Text);
        Assert.Same(output, output.ForOutput());
    }

    [Theory]
    [MemberData(nameof(EveryFiller))]
    public async Task An_alert_that_cannot_be_placed_because_the_platform_refuses_with_a_long_error(string filler)
    {
        await using ScriptedArm arm = Refusing(filler);
        AlertActivities activities = ActivatorUtilities.CreateInstance<AlertActivities>(arm.Services);
        AlertSignal signal = new("id", "lb-probe-down", AlertCondition.Fired, Noon, Noon, ProbeMetrics.Metric, "10.0.0.4") { Handler = "instance" };

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => activities.PlaceAlert(new(signal, new(new(), new(), new())), null!, Ct));

        AssertSmall(TaskFailureDetails.FromException(failure));
        Assert.Equal(typeof(global::Azure.RequestFailedException), failure.GetType());
        Assert.InRange(failure.Message.Length, 1, 200);
    }

    [Theory]
    [MemberData(nameof(EveryFiller))]
    public async Task What_the_activities_give_when_the_platform_refuses_with_a_long_error(string filler)
    {
        await using ScriptedArm arm = Refusing(filler);
        HeldPermit permit = new("incident-1", "1", false, new());

        AssertSmall(await arm.Get<InstanceActivities>().StartAction(new(InstanceAction.Restart, "1", Noon.UtcDateTime, permit), null!, Ct));
        AssertSmall(await arm.Get<InstanceActivities>().PollOperation(new("1", "https://management.azure.com/subscriptions/s/operations/1?api-version=2023-07-01", InstanceAction.Restart), Ct));
        AssertSmall(await arm.Get<CapacityActivities>().ReadScaleSet("incident-1", Ct));
        AssertSmall(await arm.Get<AutoRepairActivities>().ReadAutoRepairs(new("incident-1"), Ct));
        AssertSmall(await arm.Get<ObservationActivities>().Observe(new("incident-1", "1"), Ct));
        AssertSmall(await arm.Get<DatabaseActivities>().StartFailover(new(FailoverWay.Failover, "1", false, Noon.UtcDateTime, permit), null!, Ct));
        AssertSmall(await arm.Get<EvidenceActivities>().CollectEvidence(new("evidence-1", "1", TimeSpan.FromSeconds(5), "incident-1"), Ct));
    }

    [Theory]
    [MemberData(nameof(EveryFiller))]
    public void An_alert_whose_every_text_is_long(string filler)
    {
        string text = System.Text.Json.JsonSerializer.Serialize(Long(filler, 5_000));
        string parts = string.Join(',', new[] { "title", "service", "region", "incidentType", "trackingId", "stage", "currentHealthStatus", "cause" }.Select(name => $"\"{name}\":{text}"));
        string criterion = string.Join(',', new[] { "metricName", "searchQuery", "metricValue", "operator", "threshold", "timeAggregation" }.Select(name => $"\"{name}\":{text}"));
        string body = $$$"""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":{{{text}}},"alertRule":{{{text}}},"monitorCondition":"Fired","description":{{{text}}},"alertTargetIDs":[{{{text}}}]},
             "alertContext":{"properties":{ {{{parts}}} },"condition":{"allOf":[{ {{{criterion}}} }]}},"customProperties":{"handler":{{{text}}} } } }
            """;

        AlertSignal signal = AlertPolicy.Read(JsonPart.Read(body)!.Value, Noon).Signal!;

        AssertSmall(new AlertInput(signal, new(new(), new(), new())));
        AssertSmall(new Steadfast.Functions.Notifications.Notice(AlertPolicy.IntakeId(signal), Steadfast.Functions.Notifications.NoticeKind.Alert, signal.Rule, AlertText.Notice(signal), Noon) { Cause = signal.Rule });
    }

    [Theory]
    [InlineData(1_900, true)]
    [InlineData(2_001, false)]
    public async Task A_status_URL_that_is_longer_than_any_of_ARM_is_none(int length, bool isTaken)
    {
        string url = $"https://management.azure.com/{new string('&', length)}"[..length];
        await using ScriptedArm arm = new();
        arm.On("/restart", "", HttpStatusCode.Accepted, headers: ("Azure-AsyncOperation", url));

        using global::Azure.Response response = await arm.Get<ArmRestClient>().FollowAsync("https://management.azure.com/restart", Ct);

        Assert.Equal(isTaken ? url : null, StatusUrl.Of(response));
        AssertSmall(new StartedOperation(StartKind.Accepted, StatusUrl.Of(response), null, "accepted"));
    }

    private static ScriptedArm Refusing(string filler)
    {
        ScriptedArm arm = new();
        string text = System.Text.Json.JsonSerializer.Serialize(Long(filler));
        string error = $$"""{ "code": {{text}}, "message": {{text}} }""";
        arm.Answers.Add(_ => ScriptedArm.Of(HttpStatusCode.BadRequest, $$"""{ "error": { "code": {{text}}, "message": {{text}}, "details": [ {{error}} ] } }"""));
        return arm;
    }
}

using System.Text;
using System.Text.Json;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Incidents;

[Trait("Category", "fast")]
public sealed class IncidentRecordTests
{
    private static readonly DateTime Now = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly IncidentRecord Empty = new("incident-x", "1", "a test", IncidentOutcome.Open, "just opened", null, new(), [], []);

    [Fact]
    public void A_long_story_still_fits_into_a_custom_status()
    {
        ActionTaken action = new("restart", "1", new string('a', 256), Now, Now, ActionResult.Failed, new string('d', 300));
        IncidentRecord record = Empty with { Diagnosis = FailureKind.InstanceUnresponsive, Reason = new string('r', 300), Actions = [action, action, action, action, action] };
        for (int step = 0; step < 500; step++)
        {
            record = record.AddStep(Now, StepKind.Observed, $"{step} {new string('t', 5000)}");
        }

        int bytes = Encoding.Unicode.GetByteCount(JsonSerializer.Serialize(record.ForStatus()));

        Assert.InRange(bytes, 1, 16 * 1024);
        Assert.StartsWith("499 ", record.ForStatus().Steps[^1].Text, StringComparison.Ordinal);
        Assert.Equal(500, record.Steps.Count);
    }

    [Fact]
    public void Whatever_the_platform_answers_the_status_fits()
    {
        foreach (string filler in new[] { "x", "\u00fc", "\ud83d\ude80", "\"" })
        {
            string code = string.Concat(Enumerable.Repeat(filler, 60_000 / filler.Length));
            IncidentRecord record = Empty with
            {
                StartedBy = code,
                Reason = code,
                Refusal = new(RefusalKind.Paused, code, Now),
                Actions = [.. Enumerable.Repeat(new ActionTaken("restart", "1", code, Now, Now, ActionResult.Failed, code), 300)],
                Evidence = [.. Enumerable.Repeat(new EvidenceTaken("evidence-x-1", Now, code), 300)],
            };

            int bytes = Encoding.Unicode.GetByteCount(JsonSerializer.Serialize(record.AddStep(Now, StepKind.Observed, code).ForStatus()));

            Assert.InRange(bytes, 1, 16 * 1024);
        }
    }

    [Fact]
    public void Long_evidence_never_takes_the_next_step_of_a_person_out_of_a_step()
    {
        const string Verdict = "Person needed: the database is still down after 2 failovers; writes acknowledged since 12:00:00 UTC may be lost";
        const string NextStep = "Open a support request, severity A. See docs/failure-modes.md#databaseunavailable.";

        IncidentStep step = Empty.AddStep(Now, StepKind.Closed, new Statement(Verdict, new string('e', 60_000)) { Instruction = NextStep }).Steps[0];

        Assert.Equal($"{Verdict}. {NextStep} Evidence: eee", step.Text[..(Verdict.Length + NextStep.Length + 16)]);
        Assert.Equal((500, NextStep), (step.Text.Length, step.Instruction));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(150)]
    [InlineData(60)]
    public void However_little_room_there_is_the_next_step_is_whole(int max)
    {
        Statement says = new(new string('v', 400), new string('e', 400)) { Instruction = "Do this first." };

        Assert.Contains(". Do this first.", says.Fit(max), StringComparison.Ordinal);
        Assert.InRange(says.Fit(max).Length, 40, max);
    }

    [Fact]
    public void No_character_is_cut_in_two()
    {
        string rockets = string.Concat(Enumerable.Repeat("\ud83d\ude80", 400));

        for (int max = 30; max < 60; max++)
        {
            Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Statement.Shorten(rockets, max))));
            Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Statement.Shorten($"a{rockets}", max))));
        }
    }

    [Fact]
    public async Task A_sentence_of_sixty_thousand_characters_is_one_step_however_often_it_repeats()
    {
        Script script = new() { Looks = [new(Now, CheckResult.Unknown(new string('c', 60_000)), [])] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.True(script.Calls.Length > 10, "it looked once");
        Assert.Equal([], record.Steps.Zip(record.Steps.Skip(1)).Where(pair => pair.First.Text == pair.Second.Text).Select(pair => pair.First.Text[..40]));
    }

    [Fact]
    public async Task A_code_of_sixty_thousand_characters_fits_into_every_step_and_notice_and_leaves_what_a_person_can_do()
    {
        Script script = new() { Looks = [Sees.Silent], Starts = [new(StartKind.NotNow, null, TimeSpan.FromSeconds(30), $"the platform is busy (409 {new string('c', 60_000)})")] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.All(record.Steps, step => Assert.InRange(step.Text.Length, 1, 500));
        Assert.Contains($". {record.NextStep} Evidence: ", record.Reason, StringComparison.Ordinal);
        Assert.All(script.Notices.Where(notice => notice.Kind == NoticeKind.Escalated), notice => Assert.Contains(notice.NextStep!, notice.Text, StringComparison.Ordinal));
        Assert.All(script.Notices, notice => Assert.InRange(JsonSerializer.Serialize(notice).Length * sizeof(char), 1, 16 * 1024));
    }

    [Fact]
    public async Task Every_step_says_by_its_kind_what_it_is_about()
    {
        Script script = new() { Looks = [Sees.Silent, Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal(
            [StepKind.Opened, StepKind.Decided, StepKind.ActionStarted, StepKind.ActionEnded, StepKind.Verified, StepKind.Closed],
            record.Steps.Select(step => step.Kind));
        Assert.Equal([null, FailureKind.InstanceUnresponsive, null, null, null, null], record.Steps.Select(step => step.Diagnosis));
    }

    [Fact]
    public async Task The_step_of_a_decision_to_close_is_the_one_that_closes()
    {
        Script script = new() { Looks = [Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal([(StepKind.Opened, null), (StepKind.Closed, FailureKind.Healthy)], record.Steps.Select(step => (step.Kind, step.Diagnosis)));
    }

    [Fact]
    public void What_opens_an_incident_fits_into_a_message_however_large_the_tier_is()
    {
        CheckResult bad = CheckResult.Bad(new string('b', 300));
        TierObservation tier = new(Now, CheckResult.Good("read"), [.. Enumerable.Range(1, 300).Select(id =>
            new InstanceObservation($"{id}", "1", "10.0.0.1", "Succeeded", false, false, bad, bad, bad))]);
        RecoveryInput input = new(IncidentKey.ForInstance("1"), "1", "alert lb-probe-down", Now, new string('s', 256), Now, VirtualIncident.Defaults) { Seen = tier.About("1") };

        Assert.InRange(JsonSerializer.Serialize(input).Length * sizeof(char), 1, 64 * 1024);
    }

    [Fact]
    public void A_record_comes_back_from_JSON_as_it_was()
    {
        IncidentRecord record = (Empty with
        {
            Outcome = IncidentOutcome.Recovered,
            Diagnosis = FailureKind.InstanceFailing,
            Timeline = new(Now, Now, Now, Now, Now, Now, Now),
            Refusal = new(RefusalKind.Paused, "Automation paused", Now),
            Awaiting = new(RepairAction.Restart, Now),
            Evidence = [new("evidence-x-1", Now, "saved")],
            Heard = ["an-order"],
        }).AddStep(Now, StepKind.Decided, "a step", FailureKind.Healthy);

        IncidentRecord back = JsonSerializer.Deserialize<IncidentRecord>(JsonSerializer.Serialize(record))!;

        Assert.Equal(record with { Actions = back.Actions, Steps = back.Steps, Evidence = back.Evidence, Heard = back.Heard }, back);
        Assert.Equal(record.Actions, back.Actions);
        Assert.Equal(record.Steps, back.Steps);
        Assert.Equal(record.Evidence, back.Evidence);
        Assert.Equal(record.Heard, back.Heard);
    }

    [Fact]
    public void The_id_of_an_incident_names_its_key_and_its_number()
    {
        string id = IncidentKey.IncidentId(IncidentKey.ForInstance("12"), 7);

        Assert.Equal(("incident-instance-12-not-serving-000007", 7), (id, IncidentKey.NumberOf(IncidentKey.ForInstance("12"), id)));
        Assert.Equal(0, IncidentKey.NumberOf(IncidentKey.ForInstance("1"), id));
    }
}

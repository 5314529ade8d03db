using System.Text;
using System.Text.Json;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

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
            record = record.AddStep(Now, $"{step} {new string('t', 5000)}");
        }

        int bytes = Encoding.Unicode.GetByteCount(JsonSerializer.Serialize(record.ForStatus()));

        Assert.InRange(bytes, 1, 16 * 1024);
        Assert.StartsWith("499 ", record.ForStatus().Steps[^1].Text, StringComparison.Ordinal);
        Assert.Equal(500, record.Steps.Count);
    }

    [Fact]
    public void A_record_comes_back_from_JSON_as_it_was()
    {
        IncidentRecord record = (Empty with
        {
            Outcome = IncidentOutcome.Recovered,
            Diagnosis = FailureKind.InstanceFailing,
            Timeline = new(Now, Now, Now, Now, Now, Now, Now),
            Refusal = new(RefusalKind.Paused, "refused: paused", Now),
            Awaiting = new("restart", Now),
            Evidence = [new("evidence-x-1", Now, "saved")],
            Heard = ["an-order"],
        }).AddStep(Now, "a step");

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

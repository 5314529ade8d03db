using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Database;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>Instances that do not serve and say that they fail on the database. The database's own diagnosis tells whether that is so.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseCauseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static TierObservation Blaming(DatabaseView view, DatabaseVerdict? database) => Look.Of(
        Look.Instance("1", "bbb", answered: true) with { Status = new(view, null, null, null) }, Look.Instance("2", "ggg"), Look.Instance("3", "ggg")) with
    {
        Database = database,
    };

    [Theory]
    // Others write: the patient is at fault.
    [InlineData("ooo", 'g', null, FailureKind.InstanceFailing)]
    [InlineData("oor", 'g', null, FailureKind.InstanceFailing)]
    [InlineData("oou", 'b', null, FailureKind.InstanceFailing)]
    [InlineData("sss", 'g', null, FailureKind.InstanceFailing)]
    [InlineData("ooo", 'b', null, FailureKind.InstanceFailing)]
    [InlineData("rrr", 'g', 'w', FailureKind.InstanceFailing)]
    // The database is, or may be.
    [InlineData("rrr", 'g', 'r', FailureKind.DatabaseUnavailable)]
    [InlineData("rrr", 'g', '-', FailureKind.DatabaseUnavailable)]
    [InlineData("uuu", 'b', null, FailureKind.DatabaseUnavailable)]
    [InlineData("uuu", 'g', null, FailureKind.DatabaseUnavailable)]
    [InlineData("r??", 'g', null, FailureKind.DatabaseUnavailable)]
    [InlineData("???", 'g', null, FailureKind.DatabaseUnavailable)]
    public void The_cause_is_what_the_databases_own_diagnosis_says(string web, char probe, char? trial, FailureKind expected)
    {
        DatabaseVerdict word = DatabaseWitness.Conclude(DatabaseSample.Of(web, probe, trial: trial));

        Assert.Equal(
            [expected, expected],
            [InstanceDiagnosisPolicy.Diagnose(Blaming(DatabaseView.ReadOnly, word), "1").Kind, InstanceDiagnosisPolicy.Diagnose(Blaming(DatabaseView.Unreachable, word), "1").Kind]);
    }

    [Fact]
    public void The_cause_is_not_known_when_the_database_could_not_be_looked_at() =>
        Assert.Equal(FailureKind.DatabaseUnavailable, InstanceDiagnosisPolicy.Diagnose(Blaming(DatabaseView.ReadOnly, database: null), "1").Kind);

    [Fact]
    public async Task A_sick_web_server_that_says_readOnly_is_restarted_when_others_write()
    {
        Script script = new() { Looks = [Blaming(DatabaseView.ReadOnly, DatabaseWitness.Conclude(DatabaseSample.Of("oor"))), Sees.Well] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.Contains(record.Steps, step => step.Text.Contains("it blames its database, and others write to it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ok", """{"written":true}""", FailureKind.InstanceFailing)]
    [InlineData("readOnly", """{"written":false,"error":"readOnly"}""", FailureKind.DatabaseUnavailable)]
    public async Task The_database_is_looked_at_when_one_that_does_not_serve_blames_it(string others, string report, FailureKind expected)
    {
        await using DatabaseStage stage = await DatabaseStage.StartAsync();
        foreach ((string id, MemoryMachine machine) in stage.Plane.Machines)
        {
            DatabaseStage.Tell(machine, id == "1" ? "readOnly" : others);
            machine.Answers["/status/write"] = report;
        }

        MemoryMachine sick = stage.Plane.Machines["1"];
        sick.IsHealthy = false;
        TierObservation seen = await Eventually.Is(
            () =>
            {
                stage.Plane.Azure.Metrics.Record(
                    stage.Plane.Azure.Names.LoadBalancer, "DipAvailability", new Dictionary<string, string> { ["BackendIPAddress"] = sick.Spec.PrivateIp }, 0);
                return stage.Plane.Diagnosis.Observe(new("a test", "1"), Ct);
            },
            look => look.Instances.Single().BadVotes == 2, "it is seen to be sick");

        Assert.Equal((expected, true), (InstanceDiagnosisPolicy.Diagnose(seen, "1").Kind, seen.Database is not null));
        Assert.Null((await stage.Plane.Diagnosis.Observe(new("a test", "2"), Ct)).Database);
    }
}

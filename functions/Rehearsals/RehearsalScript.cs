using System.Text;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Rehearsals;

/// <summary>Holds the looks and answers of a rehearsal: an instance that is restarted, and a database that is failed over.</summary>
internal sealed class RehearsalScript(DateTimeOffset now)
{
    private bool _hasFailedOver;

    /// <summary>Gives an address that nobody has.</summary>
    public const string NoAddress = "192.0.2.1";

    /// <summary>Writes an alert about one instance in the common alert schema.</summary>
    /// <param name="fired">When the rule fired: an old alert would be about an earlier owner of the address.</param>
    public static byte[] Alert(string address, DateTimeOffset fired) => Encoding.UTF8.GetBytes($$$$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"rehearsal","alertRule":"lb-probe-down","severity":"Sev1",
        "signalType":"Metric","monitorCondition":"Fired","monitoringService":"Platform","alertTargetIDs":["rehearsal"],"firedDateTime":"{{{{{fired.UtcDateTime:O}}}}}"},
        "alertContext":{"conditionType":"MultipleResourceMultipleMetricCriteria","condition":{"windowSize":"PT1M","allOf":[{"metricName":"DipAvailability",
        "operator":"LessThan","threshold":"100","timeAggregation":"Average","dimensions":[{"name":"BackendIPAddress","value":"{{{{{address}}}}}"}],"metricValue":0}]}}}}
        """);

    /// <summary>Gets a web tier in which instance 1 does not serve.</summary>
    public TierObservation Tier => new TierObservation(
        now, CheckResult.Good("read"),
        [Instance("1", CheckResult.Bad("down")), Instance("2", CheckResult.Good("up")), Instance("3", CheckResult.Good("up"))])
    {
        Deployment = CheckResult.Good("none"),
        Repairs = RepairsState.Running,
    };

    /// <summary>Gets the database: down until it is failed over.</summary>
    public DatabaseObservation Database
    {
        get
        {
            if (_hasFailedOver)
            {
                return new(now, new(1, 1, 0, 0, 0, []), CheckResult.Good("greets"), new(Server("2", "1"), null), new(Replication, null));
            }

            return new(
                now, new(1, 0, 0, 0, 1, [new("1", DatabaseView.Unreachable, now, "refused")]), CheckResult.Bad("silent"),
                new(Server("1", "2"), null), new(Replication, null));
        }
    }

    /// <summary>Finds the answer of an activity; null when it has none.</summary>
    public object? Answer(string activity) => activity switch
    {
        nameof(AlertActivities.PlaceAlert) => new AlertResult(AlertDisposition.Opened, "rehearsal", "rehearsal"),
        nameof(ObservationActivities.Observe) => Tier,
        nameof(InstanceActivities.StartAction) => new StartedOperation(StartKind.Accepted, null, null, "accepted"),
        nameof(InstanceActivities.PollOperation) or nameof(DatabaseActivities.PollFailover) =>
            new OperationProgress(ActionResult.Succeeded, null, "done"),
        nameof(VerificationActivities.VerifyInstance) => new Verification(VerifyState.Stable, now.UtcDateTime, "it serves"),
        nameof(AutoRepairActivities.ReadAutoRepairs)
            or nameof(AutoRepairActivities.SuspendRepairs) or nameof(AutoRepairActivities.ResumeRepairs) => new RepairsAnswer(true, "done"),
        nameof(DatabaseActivities.ObserveDatabase) => new[] { Database },
        nameof(DatabaseActivities.StartFailover) => FailOver(),
        nameof(WriteActivities.VerifyWrite) => CheckResult.Good("written"),
        nameof(NotificationActivities.Deliver) => new DeliveryTry(true, true, "delivered"),
        _ => null,
    };

    private static InstanceObservation Instance(string id, CheckResult reading) =>
        new(id, id, NoAddress, "Succeeded", false, false, reading, reading, reading);

    private static DatabaseServerReading Server(string zone, string other) => new("Ready", "ZoneRedundant", "Healthy", zone, other);

    private StandbyReading Replication => new(new(true, now), new(true, now), 0);

    private StartedOperation FailOver()
    {
        _hasFailedOver = true;
        return new(StartKind.Accepted, null, null, "accepted");
    }
}

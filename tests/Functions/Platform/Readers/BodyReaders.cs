using System.Text;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Database;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Platform.Readers;

/// <summary>One reader of what comes from elsewhere, and a body that it reads well.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Body">A recorded body.</param>
/// <param name="Read">Reads; returns all that it has made of the body.</param>
internal sealed record BodyReader(string Name, string Body, Func<byte[], object?> Read)
{
    public override string ToString() => Name;
}

/// <summary>Every reader of bodies of web servers, Azure Resource Manager, Azure Monitor and action groups.</summary>
internal static class BodyReaders
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly BodyReader[] All =
    [
        new("status of a web server", RecordedBodies.Status, body => InstanceStatusReading.Parse(Encoding.UTF8.GetString(body))),
        new("status of an earlier web server", RecordedBodies.EarlierStatus, body => InstanceStatusReading.Parse(Encoding.UTF8.GetString(body))),
        new("instances", RecordedBodies.Instances, body => Listed(body) is { } all ? InstanceList.Of(all).Instances.ToArray() : null),
        new("instance", RecordedBodies.Instance, body => Whole(body, one => ScaleSetInstance.Of("2", one))),
        new("network interfaces", RecordedBodies.NetworkInterfaces, body => Listed(body) is { } all ? ScaleSet.AddressesOf(all).ToArray() : null),
        new("creation times", RecordedBodies.Instances, body => Listed(body) is { } all ? ScaleSet.CreationTimesOf(all).ToArray() : null),
        new("scale set", RecordedBodies.Set, body => Whole(body, one => ScaleSetSnapshot.Of(one, []))),
        new("instances for the capacity", RecordedBodies.Instances, body => Listed(body) is { } all ? ScaleSetSnapshot.Of(default, all) : null),
        new("automatic repairs", RecordedBodies.SetView, body => Whole(body, one => AutomaticRepairs.StateOf(one))),
        new("rolling upgrade", RecordedBodies.RollingUpgrade, body => Whole(body, Deployments.Of)),
        new("boot diagnostics", RecordedBodies.BootDiagnostics, body => Whole(body, one => BootDiagnostics.LogOf(one)?.Scheme)),
        new("probe metric", RecordedBodies.ProbeMetric, body => Whole(body, one => ProbeMetrics.Of(MetricSeries.Of(one, ProbeMetrics.Aggregation)).ToArray())),
        new("metrics of the database", RecordedBodies.DatabaseMetrics, body => Whole(body, one => DatabaseMetrics.Of(MetricSeries.Of(one, DatabaseMetrics.Aggregation)))),
        new("database server", RecordedBodies.DatabaseServer, body => Whole(body, DatabaseServerReading.Parse)),
        new("maintenances", RecordedBodies.Maintenances, body => Listed(body) is { } all ? DatabaseServer.RunningOf(all) : null),
        new("greeting of a database", "\n8.0.21-azure\0rest", body => DatabaseProbe.Judge(body)),
        new("status of an operation", RecordedBodies.OperationStatus, body => OperationStatus.Of(JsonPart.Read(body) ?? default, null)),
        new("report of a trial write", RecordedBodies.WriteTrial, body => WriteProbe.Parse("2", Encoding.UTF8.GetString(body))),
        new("metric alert", RecordedBodies.MetricAlert, Alert),
        new("service health alert", RecordedBodies.ServiceHealth, Alert),
        new("alert of another schema", RecordedBodies.OtherAlert, Alert),
    ];

    private static object? Whole(byte[] body, Func<JsonPart, object?> read) => JsonPart.Read(body) is { IsObject: true } whole ? read(whole) : null;

    private static JsonPart[]? Listed(byte[] body) => JsonPart.Read(body) is { } whole && whole["value"].IsList ? [.. whole["value"].Items] : null;

    private static object? Alert(byte[] body)
    {
        AlertReading? reading = JsonPart.Read(body) is { } alert ? AlertPolicy.Read(alert, Now) : null;
        return reading?.Signal is { } signal ? (AlertPolicy.IntakeId(signal), AlertRouteTable.Of(signal), signal) : reading?.Problem;
    }
}

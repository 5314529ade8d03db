using System.Text;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Bench;

/// <summary>How quickly alerts are taken in when very many come at once, and whether each target still has one incident.</summary>
public static class AlertsBench
{
    private const int Targets = 300;
    private const int Alerts = 10_000;
    private const int AlertsPerSecond = 1_000;
    private const int Connections = 32;
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(5);

    /// <summary>Measures, and returns the exit code.</summary>
    public static async Task<int> RunAsync(BenchOutput output)
    {
        Console.Error.WriteLine("measuring, about three minutes:");
        List<AlertsLoad> paced = [];
        List<AlertsLoad> full = [];
        List<double> incidents = [];
        for (int round = 0; round <= 5; round++)
        {
            Console.Error.WriteLine($"  round {round} of 5 ...");
            // A Function App of its own for each round: what it holds from the last one would be measured too.
            await using Twin twin = await StartAsync();
            paced.Add(await AlertsLoad.PacedAsync(twin, Bodies(twin), Alerts, AlertsPerSecond));
            full.Add(await AlertsLoad.FullAsync(twin, Bodies(twin), Connections, Full));
            incidents.Add(await IncidentsPerTargetAsync(twin));
        }

        Figure[] figures =
        [
            new("10,000 alerts in 10 s, repeated for 300 targets: median", "ms", Measured(paced, load => load.Percentile(0.5)), null, AtMost: true),
            new("the same: 99 of 100 within", "ms", Measured(paced, load => load.Percentile(0.99)), 50, AtMost: true),
            new("the same: not answered with 202", "alerts", Measured(paced, load => load.NotTakenIn), 0, AtMost: true),
            new("as many as it takes, on 32 connections", "alerts/s", Measured(full, load => load.PerSecond), 2_000),
            new("the same: not answered with 202", "alerts", Measured(full, load => load.NotTakenIn), 0, AtMost: true),
            new("most incidents of one target", "incidents", [.. incidents.Skip(1)], 1, AtMost: true),
        ];
        return await output.ConcludeAsync(figures);
    }

    private static double[] Measured(List<AlertsLoad> loads, Func<AlertsLoad, double> figure) => [.. loads.Skip(1).Select(figure)];

    // The targets do not serve, so their incidents stay open: every further alert has one to join.
    private static async Task<Twin> StartAsync()
    {
        TwinOptions options = new TwinOptions { IsCrowd = true, Instances = Targets }
            .WithoutWatchdog()
            .WithTime("Recovery__LookInterval", TimeSpan.FromSeconds(5))
            .WithTime("Recovery__DecisionDeadline", TimeSpan.FromMinutes(5))
            .WithTime("Recovery__RestoreDeadline", TimeSpan.FromMinutes(5))
            .WithTime("Guard__RefusalDeadline", TimeSpan.FromMinutes(10))
            .WithTime("Stack__LookMaxAge", TimeSpan.FromSeconds(5));
        Twin twin = await Twin.StartAsync(options, CancellationToken.None);
        await Task.WhenAll(twin.Machines.Select(machine => machine.StopAsync(CancellationToken.None)));
        return twin;
    }

    /// <summary>The body of every alert, each as often as its number comes round.</summary>
    private static byte[][] Bodies(Twin twin) => [.. twin.Machines.Select(machine => Encoding.UTF8.GetBytes($$$$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{
         "essentials":{"alertId":"/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/{{{{{machine.Id}}}}}","alertRule":"lb-probe-down","severity":"Sev1","signalType":"Metric",
          "monitorCondition":"Fired","monitoringService":"Platform","alertTargetIDs":[],"firedDateTime":"2026-01-01T00:00:00.000Z","essentialsVersion":"1.0","alertContextVersion":"1.0"},
         "alertContext":{"conditionType":"MultipleResourceMultipleMetricCriteria","condition":{"windowSize":"PT1M","allOf":[{"metricName":"DipAvailability",
          "metricNamespace":"Microsoft.Network/loadBalancers","operator":"LessThan","threshold":"100","timeAggregation":"Average",
          "dimensions":[{"name":"BackendIPAddress","value":"{{{{{machine.Spec.PrivateIp}}}}}"}],"metricValue":0.0}]}}}}
        """))];

    private static async Task<double> IncidentsPerTargetAsync(Twin twin)
    {
        var incidents = await twin.Functions.EveryIncidentAsync(CancellationToken.None);
        return incidents.CountBy(incident => incident.Target).Select(each => each.Value).DefaultIfEmpty(0).Max();
    }
}

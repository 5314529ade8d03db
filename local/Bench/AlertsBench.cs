using System.Text;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Bench;

/// <summary>Measures how quickly alerts are taken in when very many come at once, and whether each target still has one incident.</summary>
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
        Console.Error.WriteLine("measuring, about four minutes:");
        List<AlertsLoad> bare = [];
        List<AlertsLoad> paced = [];
        List<AlertsLoad> full = [];
        List<double> incidents = [];
        for (int round = 0; round <= 5; round++)
        {
            Console.Error.WriteLine($"  round {round} of 5 ...");
            bare.Add(await BareAsync());
            // A Function App of its own for each round: what it holds from the last one would be measured too.
            await using Twin twin = await StartAsync();
            AlertsEndpoint endpoint = new(new Uri(twin.Functions.Url, "api/alerts"), twin.Options.FunctionKey);
            DateTimeOffset fired = twin.Options.Clock.GetUtcNow();
            byte[][] bodies = [.. twin.Machines.Select(machine => Body(machine.Id, machine.Spec.PrivateIp, fired))];
            paced.Add(await AlertsLoad.PacedAsync(endpoint, bodies, Alerts, AlertsPerSecond));
            full.Add(await AlertsLoad.FullAsync(endpoint, bodies, Connections, Full));
            incidents.Add(await IncidentsPerTargetAsync(twin));
        }

        Figure[] figures =
        [
            new(
                "10,000 alerts in 10 s, repeated for 300 targets: median", "ms", Measured(paced, load => load.Percentile(0.5)), null,
                AtMost: true),
            new("the same: 99 of 100 within", "ms", Measured(paced, load => load.Percentile(0.99)), null, AtMost: true),
            new(
                "the same at a bare endpoint that syncs each body to disk: median", "ms", Measured(bare, load => load.Percentile(0.5)),
                null, AtMost: true),
            new("the same at a bare endpoint: 99 of 100 within", "ms", Measured(bare, load => load.Percentile(0.99)), null, AtMost: true),
            new(
                "99 of 100, as a multiple of the bare endpoint's", "",
                [
                    .. Measured(paced, load => load.Percentile(0.99))
                        .Zip(Measured(bare, load => load.Percentile(0.99)), (own, least) => own / least),
                ],
                10, AtMost: true),
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
            .WithTime("Recovery__CheckInterval", TimeSpan.FromSeconds(5))
            .WithTime("Recovery__DecisionDeadline", TimeSpan.FromMinutes(5))
            .WithTime("Recovery__RestoreDeadline", TimeSpan.FromMinutes(5))
            .WithTime("Guard__RefusalDeadline", TimeSpan.FromMinutes(10))
            .WithTime("Stack__ObservationMaxAge", TimeSpan.FromSeconds(5));
        Twin twin = await Twin.StartAsync(options, CancellationToken.None);
        await Task.WhenAll(twin.Machines.Select(machine => machine.StopAsync(CancellationToken.None)));
        return twin;
    }

    // The load of the first part, at what does nothing but keep the bodies.
    private static async Task<AlertsLoad> BareAsync()
    {
        using TemporaryFolder folder = new();
        (ChildProcess process, AlertsEndpoint endpoint) = await AlertsBareServer.StartAsync(folder.Path);
        await using (process)
        {
            byte[][] bodies = [
                .. Enumerable.Range(1, Targets).Select(number => Body($"{number}", $"127.0.1.{number % 250}", DateTimeOffset.UnixEpoch))];
            return await AlertsLoad.PacedAsync(endpoint, bodies, Alerts, AlertsPerSecond);
        }
    }

    /// <summary>The body of an alert about one web server.</summary>
    /// <param name="fired">When it fired: after the web server was made, or the alert is taken for one about an earlier owner of its
    /// address.</param>
    internal static byte[] Body(string id, string address, DateTimeOffset fired) => Encoding.UTF8.GetBytes($$$$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{
         "essentials":{"alertId":"/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/{{{{{id}}}}}","alertRule":"lb-probe-down","severity":"Sev1","signalType":"Metric",
          "monitorCondition":"Fired","monitoringService":"Platform","alertTargetIDs":[],"firedDateTime":"{{{{{fired.UtcDateTime:O}}}}}","essentialsVersion":"1.0","alertContextVersion":"1.0"},
         "alertContext":{"conditionType":"MultipleResourceMultipleMetricCriteria","condition":{"windowSize":"PT1M","allOf":[{"metricName":"DipAvailability",
          "metricNamespace":"Microsoft.Network/loadBalancers","operator":"LessThan","threshold":"100","timeAggregation":"Average",
          "dimensions":[{"name":"BackendIPAddress","value":"{{{{{address}}}}}"}],"metricValue":0.0}]}}}}
        """);

    private static async Task<double> IncidentsPerTargetAsync(Twin twin)
    {
        var incidents = await twin.Functions.EveryIncidentAsync(CancellationToken.None);
        return incidents.CountBy(incident => incident.Target).Select(each => each.Value).DefaultIfEmpty(0).Max();
    }
}

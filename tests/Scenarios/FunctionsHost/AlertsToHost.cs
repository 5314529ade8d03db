using System.Net;
using System.Net.Http.Json;
using Steadfast.Functions.Alerts;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>Sends alerts as an action group does, and sees what becomes of them.</summary>
internal sealed class AlertsToHost(Twin twin, ITestOutputHelper output) : IDisposable
{
    private readonly HttpClient _http = RealHost.Client(twin);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One alert about a web server that dies; the time from its acceptance to that of the restart by the control plane.</summary>
    public async Task<TimeSpan> ToActionAsync(string machineId)
    {
        TwinMachine machine = twin.Machine(machineId);
        machine.Crash();
        // As an alert does, it comes when the balancer and the machine's own health report have noticed: the automation alone is measured.
        await RealHost.ComesAsync("the balancer leaves it alone", () => Task.FromResult(twin.BackendOf(machine) is { Eligible: false }));
        await RealHost.ComesAsync("it is reported unhealthy", () => Task.FromResult(twin.Azure.ScaleSet.Find(machine.Id)?.State.Health.Value == "unhealthy"));
        DateTimeOffset sent = twin.Options.Clock.GetUtcNow();
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(machine, $"alert-{machine.Id}"));
        DateTimeOffset accepted = twin.Options.Clock.GetUtcNow();
        DateTimeOffset? acted = null;
        await RealHost.ComesAsync("it is restarted", () => Task.FromResult((acted = RestartOf(machine)) is not null));
        TimeSpan took = acted!.Value - accepted;
        output.WriteLine($"alert accepted after {(accepted - sent).TotalSeconds:0.00} s, action {took.TotalSeconds:0.00} s later");
        return took;
    }

    /// <summary>So many alerts at once, each another one, about all web servers in turn; it returns when all are placed.</summary>
    public async Task<AlertsTaken> BatchAsync(string name, int count)
    {
        TwinMachine[] machines = [.. twin.Machines];
        long began = TimeProvider.System.GetTimestamp();
        HttpStatusCode[] answers = await Task.WhenAll(
            Enumerable.Range(0, count).Select(number => PostAsync(machines[number % machines.Length], $"{name}-{number}")));
        TimeSpan took = TimeProvider.System.GetElapsedTime(began);
        int placed = 0;
        await RealHost.ComesAsync("every alert is placed", async () => (placed = await PlacedAsync(name)) == count);
        TimeSpan untilPlaced = TimeProvider.System.GetElapsedTime(began);
        AlertsTaken taken = new(answers.Count(answer => answer == HttpStatusCode.Accepted), placed, count / took.TotalSeconds);
        output.WriteLine($"{name}: {taken.PerSecond:0} alerts/s accepted, all placed {untilPlaced.TotalSeconds:0.0} s after the first");
        return taken;
    }

    public void Dispose() => _http.Dispose();

    private async Task<int> PlacedAsync(string name) => (await twin.Functions.AlertsAsync(Ct)).Count(alert =>
        alert.Signal!.AlertId.StartsWith(name, StringComparison.Ordinal)
        && alert.Outcome is { Disposition: AlertDisposition.Opened or AlertDisposition.Joined });

    private DateTimeOffset? RestartOf(TwinMachine machine) => twin.Azure.Operations.All
        .FirstOrDefault(one => one.Kind == OperationKind.Restart && one.InstanceId == machine.Id)?.StartTime;

    private async Task<HttpStatusCode> PostAsync(TwinMachine machine, string id)
    {
        object[] dimensions = [new { name = "BackendIPAddress", value = machine.Spec.PrivateIp }];
        DateTimeOffset now = twin.Options.Clock.GetUtcNow();
        object[] criteria = [new { metricName = "DipAvailability", dimensions }];
        using HttpResponseMessage answer = await _http.PostAsJsonAsync("api/alerts", new
        {
            schemaId = "azureMonitorCommonAlertSchema",
            data = new
            {
                essentials = new { alertId = id, alertRule = "lb-probe-down", monitorCondition = "Fired", firedDateTime = now },
                alertContext = new { condition = new { allOf = criteria } },
            },
        }, Ct);
        return answer.StatusCode;
    }
}

/// <summary>What became of a batch of alerts.</summary>
/// <param name="Accepted">How many were answered with 202.</param>
/// <param name="Placed">How many opened an incident or joined one.</param>
/// <param name="PerSecond">Answers per second.</param>
internal sealed record AlertsTaken(int Accepted, int Placed, double PerSecond);

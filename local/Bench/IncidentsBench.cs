using System.Net;
using System.Net.Http.Headers;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Bench;

/// <summary>
/// Measures the first incident after a start, compared with a later one: ten in sequence, each of another web server, on a Function App
/// that was just started.
/// </summary>
public static class IncidentsBench
{
    private const int Incidents = 10;
    private const int Servers = 15;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>Measures, and returns the exit code.</summary>
    public static async Task<int> RunAsync(BenchOutput output)
    {
        Console.Error.WriteLine("measuring, about four minutes:");
        List<IncidentTimes[]> starts = [];
        for (int round = 0; round <= 5; round++)
        {
            Console.Error.WriteLine($"  start {round} of 5 ...");
            starts.Add(await OneStartAsync());
        }

        // The first start warms up the emulated control plane, which is in this process; the Function App is a new process each time.
        IncidentTimes[][] measured = [.. starts.Skip(1)];
        Figure[] figures =
        [
            new(
                "from the alert to the action: first incident after a start", "ms", [.. measured.Select(times => times[0].ToActionMs)],
                null, AtMost: true),
            new("the same: second", "ms", [.. measured.Select(times => times[1].ToActionMs)], null, AtMost: true),
            new("the same: tenth", "ms", [.. measured.Select(times => times[^1].ToActionMs)], null, AtMost: true),
            new(
                "the same: first as a multiple of the tenth", "", [.. measured.Select(times => times[0].ToActionMs / times[^1].ToActionMs)],
                1.5, AtMost: true),
            new(
                "from the alert to the end of the incident: first after a start", "ms", [.. measured.Select(times => times[0].ToEndMs)],
                null, AtMost: true),
            new("the same: tenth", "ms", [.. measured.Select(times => times[^1].ToEndMs)], null, AtMost: true),
            new(
                "the same: first as a multiple of the tenth", "", [.. measured.Select(times => times[0].ToEndMs / times[^1].ToEndMs)], 1.5,
                AtMost: true),
        ];
        return await output.ConcludeAsync(figures);
    }

    // The bench sends the alerts: the control plane evaluates its rules once an hour only, and the watchdog looks as ever but leaves it to
    // them.
    private static async Task<IncidentTimes[]> OneStartAsync()
    {
        TwinPace pace = TwinPace.Fast with
        {
            Plane = Pace.Fast with { AlertFrequency = TimeSpan.FromHours(1), RestartDuration = TimeSpan.FromMilliseconds(300) },
        };
        TwinOptions options = new TwinOptions { IsCrowd = true, Instances = Servers, Pace = pace }
            .With("Watchdog__SickLooks", "100")
            .WithTime("Recovery__StayHealthy", TimeSpan.Zero);
        await using Twin twin = await Twin.StartAsync(options, CancellationToken.None);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = MaxWait };
        await UntilLookedTwiceAsync(twin);
        List<IncidentTimes> times = [];
        foreach (TwinMachine machine in twin.Machines.Take(Incidents).ToArray())
        {
            times.Add(await OneIncidentAsync(twin, http, machine));
        }

        return [.. times];
    }

    private static async Task<IncidentTimes> OneIncidentAsync(Twin twin, HttpClient http, TwinMachine machine)
    {
        machine.Crash();
        // As an alert does, it comes when the balancer and the machine's own health report have noticed: what is measured is the automation
        // alone.
        await UntilAsync(
            twin, machine, "left alone by the balancer", () => Task.FromResult(Now(twin, twin.BackendOf(machine) is { Eligible: false })));
        await UntilAsync(
            twin, machine, "reported unhealthy",
            () => Task.FromResult(Now(twin, twin.Azure.ScaleSet.Find(machine.Id)?.State.Health.Value == "unhealthy")));
        DateTimeOffset sent = twin.Options.Clock.GetUtcNow();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(twin.Functions.Url, "api/alerts"))
        {
            Content = new ByteArrayContent(AlertsBench.Body(machine.Id, machine.Spec.PrivateIp, sent)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("x-functions-key", twin.Options.FunctionKey);
        using HttpResponseMessage answer = await http.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"the alert about instance {machine.Id} was answered {(int)answer.StatusCode}");
        }

        DateTimeOffset acted = await UntilAsync(twin, machine, "restarted", () => Task.FromResult(
            twin.Azure.Operations.All.FirstOrDefault(
                operation => operation.Kind == OperationKind.Restart && operation.InstanceId == machine.Id)?.StartTime));
        DateTimeOffset ended = await UntilAsync(twin, machine, "closed as recovered", async () =>
            (await twin.Functions.IncidentsAsync(CancellationToken.None))
                .FirstOrDefault(incident => incident.Target == machine.Id) is { Outcome: IncidentOutcome.Recovered } closed
                ? closed.Timeline.Closed : null);
        return new((acted - sent).TotalMilliseconds, (ended - sent).TotalMilliseconds);
    }

    // As on a host that has been up for a moment: its watchdog looks every few seconds, and the second look begins when all of the first is
    // done.
    private static async Task UntilLookedTwiceAsync(Twin twin)
    {
        HashSet<DateTime> looks = [];
        _ = await FindAsync(twin, async () =>
        {
            looks.UnionWith((await twin.Functions.AutomationAsync(CancellationToken.None)).Watchdog is { } look ? [look.At] : []);
            return Now(twin, looks.Count >= 2);
        }) ?? throw new InvalidOperationException($"the watchdog did not look twice within {MaxWait.TotalSeconds} s");
    }

    private static DateTimeOffset? Now(Twin twin, bool isSo) => isSo ? twin.Options.Clock.GetUtcNow() : null;

    private static async Task<DateTimeOffset> UntilAsync(Twin twin, TwinMachine machine, string what, Func<Task<DateTimeOffset?>> find)
    {
        if (await FindAsync(twin, find) is { } at)
        {
            return at;
        }

        string told = string.Join(
            "; ",
            (await twin.Functions.IncidentsAsync(CancellationToken.None)).Where(incident => incident.Target == machine.Id)
                .Select(incident => $"{incident.Outcome}, {incident.Reason}"));
        throw new InvalidOperationException(
            $"instance {machine.Id} was not {what} within {MaxWait.TotalSeconds:F0} s; its incidents: {(told.Length > 0 ? told : "none")}");
    }

    private static async Task<DateTimeOffset?> FindAsync(Twin twin, Func<Task<DateTimeOffset?>> find)
    {
        long began = twin.Options.Clock.GetTimestamp();
        while (twin.Options.Clock.GetElapsedTime(began) < MaxWait)
        {
            if (await find() is { } at)
            {
                return at;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), twin.Options.Clock);
        }

        return null;
    }

    /// <summary>Times of one incident.</summary>
    /// <param name="ToActionMs">From the alert being sent to the restart being accepted by the control plane, in milliseconds.</param>
    /// <param name="ToEndMs">From the alert being sent to the incident being closed, in milliseconds.</param>
    private sealed record IncidentTimes(double ToActionMs, double ToEndMs);
}

using System.Text.Json.Nodes;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Lies of Azure Resource Manager about the web servers.</summary>
internal static class PlatformLies
{
    private const string Get = "GET";
    private const string Machines = "*/virtualMachines*";
    private const int Pages = 2;
    private const string Restarts = "*/virtualMachines/1/restart";

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("interface-without-addresses", "the network interface of web server 2 has ipConfigurations: null", Says(Get, "*/networkInterfaces", body =>
            Each(
                body,
                item => (string?)item["properties"]!["virtualMachine"]!["id"] is { } id && id.EndsWith("/2", StringComparison.Ordinal),
                item => item["properties"]!["ipConfigurations"] = null))),
        new("power-unknown", "the platform gives no statuses of web server 2, and words that nobody knows for all others", Says(Get, Machines, body =>
        {
            Each(
                body, _ => true,
                item =>
                    ViewOf(item, view => view["statuses"] = new JsonArray(new JsonObject { ["code"] = "PowerState/quantum" }, null, 7)));
            Each(body, IsMachine("2"), item => ViewOf(item, view => view["statuses"] = null));
        })),
        new("clock-of-the-platform", "the times that the platform gives of every web server are five hours ahead", Says(Get, Machines, body => Each(body, _ => true, item => ViewOf(item, view =>
        {
            foreach (JsonNode status in view["statuses"]!.AsArray().OfType<JsonNode>())
            {
                status["time"] = (DateTimeOffset)status["time"]! + TimeSpan.FromHours(5);
            }
        })))),
        new(
            "list-without-others", "only web server 1 is in the list of instances",
            Says(Get, "*/virtualMachines", body => Keep(body, item => !IsMachine("2")(item) && !IsMachine("3")(item)))),
        new("list-with-twins", "every web server is in the list of instances twice, and the second says it is being deleted", Says(Get, "*/virtualMachines", body => Twice(body, item =>
            item["properties"]!["provisioningState"] = "Deleting"))),
        new(
            "health-of-the-dead", "the health extension says healthy on a web server that is dead",
            Says(Get, Machines, body => Each(body, IsMachine("1"), item => Health(item, "healthy")))),
        new(
            "health-of-the-living", "the health extension says unhealthy on every web server",
            Says(Get, Machines, body => Each(body, _ => true, item => Health(item, "unhealthy")))),
        new("done-without-doing", "the platform says that the restart has succeeded, and has done nothing", drill =>
        {
            drill.Twin.Azure.Faults.FailNextOperation(kind: OperationKind.Restart);
            drill.Twin.Azure.Answers.Tell(Says(Get, "*/operations/*", Succeeded));
        })
        { Expected = new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, $"{OperationKind.Restart} 1", $"{OperationKind.Reimage} 1") },
        new("status-unknown-word", "the status of every operation is a word that nobody knows", Says(Get, "*/operations/*", body => body["status"] = "Percolating")) { Prepare = Hasty },
        new("status-running-for-ever", "every operation is said to run for ever", Says(Get, "*/operations/*", body => body["status"] = "InProgress")) { Prepare = Hasty },
        new("status-is-a-page", "the status of every operation is a page for people", new AlteredAnswer(Get, "*/operations/*") { Text = "<html><body>We'll be back.</body></html>" }),
        new("status-is-empty", "the status of every operation is 204 without a body", new AlteredAnswer(Get, "*/operations/*") { Status = 204, Text = "" }),
        new("throttled-for-a-day", "one list of many is answered 429, with a day to wait", new AlteredAnswer(Get, "*/networkInterfaces") { Status = 429, RetryAfter = 86_400, Text = Error("TooManyRequests", "Slow down.") })
        { Before = UntilListedAsync },
        new("refused-and-done", "the restart is carried out, and answered 500", new AlteredAnswer("POST", Restarts) { Status = 500, Text = Error("InternalServerError", "Something went wrong."), Times = 1 }),
        new("conflict-for-ever", "every restart is answered 409: another operation is in the way", new AlteredAnswer("POST", Restarts)
        {
            IsInstead = true, Status = 409, Text = Error("Conflict", "Another operation is in progress."),
        })
        { Expected = new(IncidentOutcome.Escalated, FailureKind.InstanceUnresponsive), Prepare = Hasty },
        new("quota-exceeded", "every change of the capacity is answered QuotaExceeded, although there is room", new AlteredAnswer("PATCH", "*/virtualMachineScaleSets/*")
        {
            IsInstead = true, Status = 409, Text = Error("QuotaExceeded", "Operation could not be completed as it results in exceeding approved Total Regional Cores quota."),
        })
        { Expected = new(IncidentOutcome.Escalated, FailureKind.InstanceUnresponsive, $"{OperationKind.Restart} 1", $"{OperationKind.Reimage} 1"), Fault = BreakForGood, Words = "QuotaExceeded" },
        new("metrics-without-numbers", "the probe metric of every web server is no number", Says(Get, "*/metrics", body => Points(body, (_, data) =>
        {
            foreach (JsonNode? point in data)
            {
                point!["average"] = "NaN";
            }
        }))),
        new("metrics-of-the-future", "the probe metric of ten years ahead says 100 for the dead web server, and 0 for all others", drill =>
        {
            string dead = drill.Twin.Machine("1").Spec.PrivateIp;
            drill.Twin.Azure.Answers.Tell(Says(Get, "*/metrics", body => Points(body, (series, data) =>
                data.Add(new JsonObject { ["timeStamp"] = "2036-01-01T00:00:00Z", ["average"] = series.ToJsonString().Contains($"\"{dead}\"", StringComparison.Ordinal) ? 100 : 0 }))));
        }),
    ];

    private static AlteredAnswer Says(string method, string path, Action<JsonNode> change) => new(method, path) { Json = change };

    // What is never seen to end is given up soon, so that the scenario is short.
    private static TwinOptions Hasty(TwinOptions options) => options.WithTime("Recovery__RestartDeadline", TimeSpan.FromSeconds(4));

    // One that has never read a list cannot remember it.
    private static Task UntilListedAsync(Drill drill) => drill.UntilAsync(
        () => drill.Twin.Azure.Requests.Matching("GET", "/networkInterfaces").Count(request => request.Status == 200) >= 3 * Pages);

    private static void BreakForGood(Drill drill)
    {
        ((LightMachine)drill.Twin.Machine("1")).Break();
        drill.Faults.Crash("1");
    }

    private static string Error(string code, string message) =>
        new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString();

    private static Func<JsonNode, bool> IsMachine(string id) => item => (string?)item["instanceId"] == id;

    // One resource, or every one of a list.
    private static void Each(JsonNode body, Func<JsonNode, bool> which, Action<JsonNode> change)
    {
        IEnumerable<JsonNode> items = body["value"] is JsonArray list ? list.OfType<JsonNode>() : [body];
        foreach (JsonNode item in items.Where(which).ToArray())
        {
            change(item);
        }
    }

    private static void Keep(JsonNode body, Func<JsonNode, bool> which) =>
        Each(body, item => !which(item), item => ((JsonArray)body["value"]!).Remove(item));

    private static void Twice(JsonNode body, Action<JsonNode> change) => Each(body, _ => true, item =>
    {
        JsonNode twin = item.DeepClone();
        change(twin);
        ((JsonArray)body["value"]!).Add(twin);
    });

    private static void ViewOf(JsonNode item, Action<JsonNode> change)
    {
        if (item["properties"]?["instanceView"] is { } view)
        {
            change(view);
        }
    }

    private static void Health(JsonNode item, string word) =>
        ViewOf(item, view => view["vmHealth"] = new JsonObject { ["status"] = new JsonObject { ["code"] = $"HealthState/{word}" } });

    private static void Succeeded(JsonNode body)
    {
        if ((string?)body["status"] == Operation.Failed)
        {
            body["status"] = Operation.Succeeded;
            body["error"] = null;
        }
    }

    private static void Points(JsonNode body, Action<JsonNode, JsonArray> change)
    {
        foreach (JsonNode series in body["value"]!.AsArray().SelectMany(metric => metric!["timeseries"]!.AsArray()).OfType<JsonNode>())
        {
            change(series, series["data"]!.AsArray());
        }
    }
}

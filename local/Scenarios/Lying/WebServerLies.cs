using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Lies of web servers about themselves.</summary>
internal static class WebServerLies
{
    private const string Status = "/status";
    private const string Health = "/healthz";
    private const int Huge = 5 * 1024 * 1024;
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(100);

    /// <summary>Half of a character, which is no text.</summary>
    public const string HalfSurrogate = """{"database":{"state":"\ud800","since":"\udfff","error":"\ud800"}}""";

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("half-surrogate", "the status of web server 2 holds half a character", Says(Status, Text(HalfSurrogate), "2")),
        new(
            "status-of-wrong-types", "the status of web server 2 has a number for an object, and a list for a text",
            Says(Status, Text("""{"database":{"state":[1,{"a":null}],"since":17,"error":{}},"dependencies":3}"""), "2")),
        new(
            "status-huge", $"the status of web server 2 is {Huge / 1024 / 1024} MB long",
            Says(Status, Text($$$"""{"database":{"state":"ok","error":"{{{new string('x', Huge)}}}"}}"""), "2")),
        new("status-drips", "the status of web server 2 comes byte by byte and never ends", Says(Status, DripAsync, "2")),
        new("health-endpoint-of-the-dead", "a dead web server answers 200 where it is asked for its health", Says(Health, Text("ok"), "1"))
        { Expected = new(IncidentOutcome.Recovered, FailureKind.InstanceFailing, "restart 1") },
        new(
            "health-endpoint-of-the-living", "every web server that serves answers 503 where the automation asks for its health",
            Says(Health, Unavailable, "2", "3")),
    ];

    /// <summary>Makes some web servers answer with a lie from now on.</summary>
    public static Action<Drill> Says(string path, InstanceLie lie, params string[] instances) => drill =>
        Array.ForEach(instances, id => WayOf(drill).Tell(drill.Twin.Machine(id), path, lie));

    /// <summary>Answers 200 with a body.</summary>
    public static InstanceLie Text(string body) => (context, _) => context.Response.WriteAsync(body, context.RequestAborted);

    /// <summary>Changes what the web server itself says of the database, if it says anything.</summary>
    public static InstanceLie OfDatabase(Action<JsonNode> change) => async (context, truth) =>
    {
        if (truth is null || JsonNode.Parse(truth) is not { } body || body["database"] is not { } database)
        {
            context.Abort();
            return;
        }

        change(database);
        await context.Response.WriteAsync(body.ToJsonString(), Encoding.UTF8, context.RequestAborted);
    };

    private static InstanceWay WayOf(Drill drill) =>
        drill.Twin.InstanceWay ?? throw new InvalidOperationException("This twin has no way on which web servers lie; set CanLie.");

    private static Task Unavailable(HttpContext context, string? truth)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static async Task DripAsync(HttpContext context, string? truth)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(" ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Drip, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Tests.Telemetry;

namespace Steadfast.Scenarios.Tests;

/// <summary>The real processes of a twin, and a real receiver of OTLP.</summary>
[Trait("Category", "real-processes")]
public sealed partial class TelemetryTests
{
    private const string Start = "steadfast.action.start";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_alert_to_the_restart_is_one_trace()
    {
        using OtlpReceiver receiver = OtlpReceiver.Start(new IPAddress([127, 43, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255)]));
        TwinOptions options = new TwinOptions { Telemetry = receiver.Settings }.WithoutWatchdog();
        await using Twin twin = await Twin.StartAsync(options, Ct);

        twin.Machine("1").Crash();
        bool isOver = await Wait.Until(
            () => receiver.Spans.Any(span => span.Name == "steadfast.action.verify" && span.Attributes.GetValueOrDefault("steadfast.result") == "Stable"),
            TimeProvider.System, MaxWait, Ct);

        Assert.True(isOver, string.Join('\n', receiver.Spans.Select(span => $"{span.Name} {string.Join(' ', span.Lines)}").Concat(twin.Functions.Output)));
        ReceivedSpan start = Assert.Single(receiver.Spans, span => span.Name == Start);
        IReadOnlyList<ReceivedSpan> trace = receiver.Trace(start.TraceId);
        string incident = (await twin.Functions.IncidentsAsync(Ct)).Single().Id;
        string alert = (await twin.Functions.AlertsAsync(Ct)).Last(view => view.Outcome?.Reason.Contains("opened", StringComparison.Ordinal) == true).Id;
        Assert.Equal(
            [
                $"steadfast.action.follow < steadfast.incident.open: steadfast.action=restart steadfast.result=Succeeded steadfast.target=1",
                $"steadfast.action.start < steadfast.incident.open: steadfast.action=restart steadfast.decided_by=automation steadfast.decision=restart "
                    + $"steadfast.diagnosis=InstanceUnresponsive steadfast.incident.id={incident} steadfast.result=Accepted steadfast.target=1",
                $"steadfast.alert.place < steadfast.alert.receive: steadfast.alert.condition=Fired steadfast.alert.id={alert} steadfast.alert.rule=lb-probe-down steadfast.result=Opened",
                $"steadfast.alert.receive < : steadfast.alert.condition=Fired steadfast.alert.id={alert} steadfast.alert.rule=lb-probe-down",
                $"steadfast.incident.open < steadfast.alert.place: steadfast.incident.id={incident} steadfast.incident.new=true steadfast.target=1",
            ],
            // On a busy machine an alert is placed at the second try.
            Shown(trace).Where(line => !line.EndsWith("result=Failed", StringComparison.Ordinal) && !line.StartsWith("steadfast.action.verify", StringComparison.Ordinal) && !line.StartsWith("steadfast.target.observe", StringComparison.Ordinal)));
        // The request by which the platform is asked for it: its answer is the last thing before the action counts as started.
        Assert.True(await Wait.Until(() => RequestsBelow(receiver, start).Length > 0, TimeProvider.System, MaxWait, Ct));
        Assert.Equal(["POST restart 202"], RequestsBelow(receiver, start));
        Assert.Equal([], Undocumented(receiver));
        Assert.Equal((false, false), (receiver.HasSeen(options.FunctionKey), receiver.HasSeen(options.ArmToken)));
    }

    private static string[] RequestsBelow(OtlpReceiver receiver, ReceivedSpan start) =>
    [
        .. receiver.Trace(start.TraceId).Where(span => span.ParentId == start.Id && span.Attributes.ContainsKey("http.request.method"))
            .Select(span => $"{span.Attributes["http.request.method"]} {new Uri(span.Attributes["url.full"]).Segments[^1]} {span.Attributes["http.response.status_code"]}")
            .Where(request => request.StartsWith("POST ", StringComparison.Ordinal)),
    ];

    private static string[] Shown(IReadOnlyList<ReceivedSpan> trace) => [.. trace.Where(span => span.Name.StartsWith("steadfast.", StringComparison.Ordinal))
        .Select(span => $"{span.Name} < {trace.FirstOrDefault(other => other.Id == span.ParentId)?.Name}: {string.Join(' ', span.Lines)}")
        .Distinct().Order(StringComparer.Ordinal)];

    // Each row of docs/telemetry.md is "| `span` | meaning | `attribute`, `attribute` |".
    private static IEnumerable<string> Undocumented(OtlpReceiver receiver)
    {
        Dictionary<string, string[]> listed = Row().Matches(File.ReadAllText(Page()))
            .ToDictionary(row => row.Groups["span"].Value, row => Name().Matches(row.Groups["attributes"].Value).Select(name => name.Groups[1].Value).ToArray());
        return receiver.Spans.Where(span => span.Name.StartsWith("steadfast.", StringComparison.Ordinal))
            .SelectMany(span => span.Attributes.Keys.Except(listed.GetValueOrDefault(span.Name, [])).Select(attribute => $"{span.Name}: {attribute}")).Distinct();
    }

    private static string Page()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "telemetry.md")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "docs", "telemetry.md");
    }

    [GeneratedRegex(@"^\| `(?<span>steadfast\.[\w.]+)` \| [^|`]+ \| (?<attributes>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadfast.Docs.Tests;

/// <summary>Figures of one scenario in the last drill that was recorded: docs/drills.json has one for each.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Date">Date of the run, UTC.</param>
/// <param name="Commit">Commit of the code that ran, its first eight digits.</param>
/// <param name="DecidedMs">From the fault to the decision of the first action; null when nothing was done.</param>
/// <param name="RestoredMs">From the fault until the repaired instance, or the database, serves clients again; null when it does not, or when no one was hurt.</param>
/// <param name="OutageMs">Longest time without one good answer to a client.</param>
/// <param name="Failed">Requests of clients without a good answer.</param>
/// <param name="Requests">All requests of clients.</param>
/// <param name="Acknowledged">Writes that clients were told are stored; null without a database.</param>
/// <param name="Lost">Those of them that are not there; null without a database.</param>
/// <param name="IsBusy">True when the machine was too busy for the clients' figures to mean anything.</param>
internal sealed record DrillFigure(
    string Scenario, DateOnly Date, string Commit, long? DecidedMs, long? RestoredMs, long OutageMs, long Failed, long Requests, long? Acknowledged, long? Lost, bool IsBusy)
{
    /// <summary>Figures for a table: decision, service again, outage, failed requests, lost writes.</summary>
    [JsonIgnore]
    public string Cells => string.Create(CultureInfo.InvariantCulture, $"{Seconds(DecidedMs)} | {Seconds(RestoredMs)} | {Of(Seconds(OutageMs))} | {Of($"{Failed} of {Requests}")} | {Writes}");

    /// <summary>Figures in one sentence, with date and commit.</summary>
    [JsonIgnore]
    public string Sentence => string.Join(", ", new[]
    {
        DecidedMs is null ? "nothing was begun" : $"decided after {Seconds(DecidedMs)}",
        RestoredMs is null ? null : $"serves again after {Seconds(RestoredMs)}",
        IsBusy ? null : $"longest outage {Seconds(OutageMs)}",
        Lost is null ? null : $"{Writes} writes lost",
    }.OfType<string>()) + $" (`{Scenario}` at pace fast, {Date:yyyy-MM-dd}, {Commit})";

    private string Writes => Lost is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Lost} of {Acknowledged}");

    private string Of(string clients) => IsBusy ? "machine too busy" : clients;

    private static string Seconds(long? ms) => ms is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.0#} s");
}

/// <summary>Reads and records the figures of the last drill.</summary>
internal static class DrillFigures
{
    public const string Path = "docs/drills.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Figures by the names of the scenarios.</summary>
    public static IReadOnlyDictionary<string, DrillFigure> All { get; } =
        JsonSerializer.Deserialize<DrillFigure[]>(Repository.Text(Path), Json)!.ToDictionary(figure => figure.Scenario);

    /// <summary>The file that follows from the reports of a drill (<c>drill --json</c>): those of before stay where a scenario was not run.</summary>
    /// <exception cref="InvalidOperationException">A run has not met what was expected, or ran code that is in no commit.</exception>
    public static string Text(IEnumerable<string> reports, IEnumerable<DrillFigure> before)
    {
        DrillFigure[] ran = [.. reports.Select(report => Read(JsonDocument.Parse(report).RootElement))];
        var all = before.Where(old => ran.All(now => now.Scenario != old.Scenario)).Concat(ran).OrderBy(figure => figure.Scenario, StringComparer.Ordinal);
        return $"[\n  {string.Join(",\n  ", all.Select(figure => JsonSerializer.Serialize(figure, Json)))}\n]\n";
    }

    private static DrillFigure Read(JsonElement report)
    {
        string name = report.GetProperty("scenario").GetString()!, commit = report.GetProperty("commit").GetString() ?? "";
        if (commit.Length != 40 || !report.GetProperty("expectations").EnumerateArray().All(each => each.GetProperty("met").GetBoolean()))
        {
            throw new InvalidOperationException($"{name} did not meet what was expected, or ran on changed code ({commit}): only a drill of a commit that met all is recorded.");
        }

        JsonElement times = report.GetProperty("timeline"), writes = report.GetProperty("writes");
        bool stores = writes.ValueKind == JsonValueKind.Object;
        JsonElement clients = stores && writes.GetProperty("requests").ValueKind == JsonValueKind.Object ? writes.GetProperty("requests") : report.GetProperty("requests");
        return new(
            name, DateOnly.FromDateTime(report.GetProperty("date").GetDateTimeOffset().UtcDateTime), commit[..8], Number(times, "decisionMs"), Number(times, "restoredMs"),
            clients.GetProperty("longestOutageMs").GetInt64(), clients.GetProperty("failed").GetInt64(), clients.GetProperty("total").GetInt64(),
            stores ? Number(writes, "acknowledged") : null, stores ? Number(writes, "lost") : null, report.GetProperty("busy").GetBoolean());
    }

    private static long? Number(JsonElement part, string name) => part.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}

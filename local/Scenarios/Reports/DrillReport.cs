using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadfast.Local.Scenarios.Reports;

/// <summary>Report of one run of one scenario. Times are milliseconds since the fault; null when it did not happen.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Pace">fast or azure.</param>
/// <param name="Outcome">recovered, escalated, refused or noAction; "none" when no incident was opened, "crashed" when the run did not come
/// to its end.</param>
/// <param name="Diagnosis">The failure by its name; null when none was made.</param>
/// <param name="Actions">What was asked of the platform.</param>
/// <param name="Timeline">The moments of the incident.</param>
/// <param name="Requests">What the outside client went through.</param>
/// <param name="Writes">The same for writes; null for a stack without a database.</param>
/// <param name="Expectations">What was expected, and whether it came.</param>
public sealed record DrillReport(
    string Scenario,
    string Pace,
    string Outcome,
    string? Diagnosis,
    IReadOnlyList<ActionReport> Actions,
    TimelineReport Timeline,
    RequestReport Requests,
    WriteReport? Writes,
    IReadOnlyList<Expectation> Expectations)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>Beginning of the run, UTC.</summary>
    public DateTimeOffset Date { get; init; }

    /// <summary>The commit of the code that ran, with "-changed" when it was not all of it; null outside a clone.</summary>
    public string? Commit { get; init; }

    /// <summary>Machine that it ran on.</summary>
    public Machine? Machine { get; init; }

    /// <summary>The reads of notes beside the writes; null without a database.</summary>
    public ReadReport? Reads { get; init; }

    /// <summary>Host of the Function App: local or func.</summary>
    public string Host { get; init; } = "local";

    /// <summary>True when the machine was too busy for the client's figures to mean anything.</summary>
    public bool Busy { get; init; }

    /// <summary>The report of a run that did not come to its end.</summary>
    public static DrillReport Crashed(string scenario, string pace, Exception problem) => new(
        scenario, pace, Outcome: "crashed", Diagnosis: null, Actions: [], new(0, null, null, null, null, null, null, null), new(0, 0, 0, 0),
        Writes: null,
        [new($"the scenario comes to its end: {problem.GetType().Name}: {problem.Message}", Met: false)]);

    /// <summary>Tells whether all came as expected.</summary>
    [JsonIgnore]
    public bool AllMet => Expectations.Count > 0 && Expectations.All(expectation => expectation.Met);

    /// <summary>
    /// The client that the row is about: the one that writes in a stack with a database, else the one that asks for the page.
    /// </summary>
    [JsonIgnore]
    public RequestReport Client => Writes?.Requests ?? Requests;

    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>One action.</summary>
/// <param name="Kind">"restart", "reimage" or "replace".</param>
/// <param name="Target">Number of the instance.</param>
/// <param name="AskedBy">Who or what asked for it.</param>
/// <param name="AcceptedMs">When the platform accepted it.</param>
/// <param name="DoneMs">When it ended.</param>
/// <param name="Result">succeeded, failed, timedOut, skipped or running.</param>
public sealed record ActionReport(string Kind, string Target, string AskedBy, long? AcceptedMs, long? DoneMs, string Result);

/// <summary>The moments of an incident.</summary>
/// <param name="FaultMs">Always 0.</param>
/// <param name="FirstFailureMs">The client's first failed request.</param>
/// <param name="SignalMs">The alert arrived at the Function App.</param>
/// <param name="DecisionMs">It was decided what to do first, of what was done.</param>
/// <param name="ActionAcceptedMs">The platform accepted that first action.</param>
/// <param name="ActionDoneMs">The last action was done.</param>
/// <param name="RestoredMs">The client's first good answer from the repaired instance.</param>
/// <param name="ClosedMs">The incident was closed.</param>
public sealed record TimelineReport(
    long FaultMs, long? FirstFailureMs, long? SignalMs, long? DecisionMs, long? ActionAcceptedMs, long? ActionDoneMs, long? RestoredMs,
    long? ClosedMs)
{
    /// <summary>The instance by its number, or "database": these are the moments of its incident. Null when there was none.</summary>
    public string? Target { get; init; }
}

/// <summary>Service that the outside client was given, from the fault on.</summary>
/// <param name="Total">Requests sent.</param>
/// <param name="Failed">Requests without a good answer.</param>
/// <param name="LongestOutageMs">Longest time without a single good answer.</param>
/// <param name="ImpairedMs">From the first failed request to the last one.</param>
public sealed record RequestReport(long Total, long Failed, long LongestOutageMs, long ImpairedMs);

/// <summary>Fate of the writes: stored, lost, duplicated.</summary>
/// <param name="Acknowledged">Writes the client was told are stored.</param>
/// <param name="Lost">Acknowledged, and not there.</param>
/// <param name="Duplicated">There more than once.</param>
/// <param name="LongestOutageMs">Longest time without an acknowledged write.</param>
public sealed record WriteReport(long Acknowledged, long Lost, long Duplicated, long LongestOutageMs)
{
    /// <summary>Service that the writing client was given from the fault on; null when it is not known.</summary>
    public RequestReport? Requests { get; init; }

    /// <summary>Parts of the longest outage; null when no failover ended it.</summary>
    public WriteOutageParts? Parts { get; init; }
}

/// <summary>Parts of an outage that a failover ended.</summary>
/// <param name="DetectionMs">From the last acknowledged write until the automation had the incident that ended it.</param>
/// <param name="DecisionMs">Until the platform accepted the failover that helped.</param>
/// <param name="FailoverMs">Until the platform had done it.</param>
/// <param name="ReconnectionMs">Until the first write was acknowledged.</param>
public sealed record WriteOutageParts(long DetectionMs, long DecisionMs, long FailoverMs, long ReconnectionMs)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"detection {DetectionMs}, decision {DecisionMs}, failover {FailoverMs}, reconnection {ReconnectionMs} ms";
}

/// <summary>One expectation.</summary>
/// <param name="Text">What was expected, with the figure that was seen.</param>
/// <param name="Met">Whether it came.</param>
public sealed record Expectation(string Text, bool Met);

/// <summary>Reads of notes from the fault on, with those that failed.</summary>
/// <param name="Total">How many have ended.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="P99Ms">99 of 100 of the others took no longer, in milliseconds.</param>
public sealed record ReadReport(int Total, int Failed, long P99Ms);

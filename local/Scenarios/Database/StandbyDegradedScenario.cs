using System.Globalization;
using System.Text.RegularExpressions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// The standby hears nothing for some seconds, writes are acknowledged without it, and then the primary dies. The failover is made, because
/// the standby was well a moment ago, and everybody is told since when writes may be missing.
/// </summary>
public sealed partial class StandbyDegradedScenario : DatabaseScenario
{
    // The metric tells of a standby that hears nothing when a look at it has found no answer.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public override string Name => "standby-degraded";

    /// <inheritdoc/>
    public override string Title => "the primary is killed after it has acknowledged writes without its standby";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <inheritdoc/>
    protected override bool Loses => true;

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) =>
        (options with { CommitWait = TimeSpan.FromMilliseconds(100) }).WithTime("Database__FaultSlack", TimeSpan.FromSeconds(12));

    /// <inheritdoc/>
    protected override async Task InjectFaultAsync(DatabaseDrill drill)
    {
        // On Azure the state of the standby may be minutes late, and its metrics are not.
        drill.Platform.JudgesStandby = false;
        drill.Drill.Faults.BreakDatabase($"the standby {drill.Pair.Standby.Name} hears nothing of the primary, which goes on without it");
        await drill.Pair.Faults.CutStandbyAsync(drill.Drill.Ending);
        await drill.Drill.UntilAsync(() => drill.Platform.LastSeen is { PrimaryAnswers: true, IoRunning: false });
        await drill.UntilWritesAsync();
        await drill.Drill.PassAsync(Alone);
        drill.CrashPrimary();
        drill.Drill.Story.Tell(Speaker.Fault, "the standby goes on");
        drill.Pair.Faults.ContinueStandby();
        await drill.UntilMovedAsync(drill.Pair.Primary);
        drill.Platform.JudgesStandby = true;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        string reason = seen.Incident?.Reason ?? "";
        yield return new($"the incident says since when writes may be missing: {reason}", Since().IsMatch(reason));
        bool isTold = seen.ObservedActions.Notices.Any(notice => Since().IsMatch(notice.Text));
        yield return new($"people are told so in a notice: {(isTold ? "yes" : "no")}", isTold);
        TimeSpan? late = Told(reason) - seen.FirstLostAt?.UtcDateTime.TimeOfDay;
        yield return new(
            $"what is lost was acknowledged since then, or {Late.TotalSeconds:0.#} s before at most, until a look had found it: the first "
                + $"{late?.TotalSeconds:0.#} s before",
            late is { } time && time <= Late);
    }

    private static TimeSpan? Told(string reason) =>
        Since().Match(reason) is { Success: true } match ? TimeSpan.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("acknowledged since ([0-9]{2}:[0-9]{2}:[0-9]{2})( UTC)? may be lost")]
    private static partial Regex Since();
}

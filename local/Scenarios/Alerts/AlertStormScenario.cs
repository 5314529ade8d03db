using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Alerts;

/// <summary>
/// Everything fails for a reason that no repair mends, and every alert comes many times: one incident for each, one canary, nobody else
/// touched.
/// </summary>
public sealed class AlertStormScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "alert-storm";

    /// <inheritdoc/>
    public override string Title => "300 web servers fail at once, and 10,000 alerts say so";

    private const int Servers = 300;
    private const int Rounds = 34;
    private const int RoundsPerSecond = 3;

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Escalated, FailureKind.FleetFailing, "restart 1");

    /// <inheritdoc/>
    protected override int Incidents => Servers;

    /// <inheritdoc/>
    protected override bool OthersServe => false;

    /// <inheritdoc/>
    protected override int RequestsPerSecond => 20;

    /// <summary>A webhook has Azure's time to answer, and the canary is not given up before the last alert has come.</summary>
    public override TwinOptions Prepare(TwinOptions options) => (
        options with { IsCrowd = true, Instances = Servers, Pace = Patient(options.Pace) })
        .WithTime("Recovery__CheckInterval", TimeSpan.FromSeconds(2))
        .WithTime("Recovery__VerifyInterval", TimeSpan.FromSeconds(1))
        .WithTime("Recovery__RestoreDeadline", TimeSpan.FromSeconds(15))
        .WithTime("Recovery__DecisionDeadline", TimeSpan.FromMinutes(1))
        .WithTime("Stack__ReadTimeout", TimeSpan.FromSeconds(10))
        .WithTime("Stack__ObservationMaxAge", TimeSpan.FromSeconds(1))
        .WithTime("Guard__RefusalDeadline", TimeSpan.FromMinutes(2))
        // One incident for each: those that were handed over first must not come again before the last is.
        .WithTime("Watchdog__ReopenAfter", TimeSpan.FromMinutes(10));

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.BreakAll();

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => Fired(drill.Twin).Length >= Servers);
        Alert[] alerts = Fired(drill.Twin);
        drill.Story.Tell(
            Speaker.Azure,
            $"{alerts.Length} alerts have fired; each is delivered {Rounds} times more, {RoundsPerSecond * alerts.Length} a second");
        for (int round = 0; round < Rounds; round++)
        {
            Array.ForEach(alerts, drill.Twin.Azure.ActionGroup.Send);
            await drill.PassAsync(TimeSpan.FromSeconds(1.0 / RoundsPerSecond));
        }
    }

    /// <inheritdoc/>
    protected override string ExpectedActions => "a restart of one, whichever it is";

    /// <summary>One canary, whichever it is.</summary>
    protected override bool ActedWell(IReadOnlyList<string> actions) =>
        actions is [var only] && only.StartsWith("restart ", StringComparison.Ordinal);

    /// <summary>
    /// On a machine that is too busy, an alert may come after its incident has ended, and then rightly opens another one.
    /// </summary>
    protected override bool OpenedWell(DrillResult seen) =>
        seen.OfFault.Count == Incidents || (seen.IsTooBusy && seen.OfFault.Count > Incidents);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        int targets = seen.Incidents.DistinctBy(incident => incident.Target).Count();
        var answers = seen.Twin.Azure.ActionGroup.Deliveries.CountBy(delivery => delivery.Outcome).ToDictionary();
        string told = string.Join(", ", answers.Select(answer => $"{answer.Value} answered {answer.Key}"));
        yield return new($"no alert is turned away: {told}", answers.Keys.All(answer => answer is "202" or "timeout"));
        if (!seen.IsTooBusy)
        {
            yield return new(
                $"every alert is taken in at the first try: {told}",
                answers.Keys.SequenceEqual(["202"]) && answers["202"] >= Rounds * Servers);
        }

        yield return new($"one incident for each web server: {targets} of {Servers}", targets == Servers);
    }

    private static TwinPace Patient(TwinPace pace) => pace with
    {
        Plane = pace.Plane with { WebhookTimeout = Pace.Azure.WebhookTimeout, ActionGroupRetryDelays = Pace.Azure.ActionGroupRetryDelays },
    };

    // The very alerts that fired, once more: a repeated delivery has the id and the time of the first.
    private static Alert[] Fired(Twin twin)
    {
        MetricAlertRule rule = twin.Azure.Alerts.Rules.Single(rule => rule.Name == MetricAlertRule.ProbeDownName);
        return [.. twin.Azure.Alerts.Open
            .Where(open => open.Rule == rule.Name)
            .Select(
                open => new Alert(
                    open.AlertId, rule, open.Dimensions, Value: 0, open.FiredAt - rule.Window, open.FiredAt, open.FiredAt,
                    ResolvedAt: null))];
    }
}

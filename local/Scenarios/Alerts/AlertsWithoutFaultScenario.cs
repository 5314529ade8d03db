using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Local.Scenarios.Alerts;

/// <summary>
/// A false alarm of the platform, the synthetic alert, and every alert that is for people: each is answered, and nothing is touched.
/// </summary>
public sealed class AlertsWithoutFaultScenario : FaultScenario
{
    private IReadOnlyList<AlertView> _alerts = [];

    /// <inheritdoc/>
    public override string Name => "alerts-without-fault";

    /// <inheritdoc/>
    public override string Title => "alerts come about which there is nothing to repair";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.NoAction, FailureKind.Healthy);

    /// <summary>Nobody is hurt.</summary>
    protected override int Incidents => 0;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        EmulatedAzure azure = drill.Twin.Azure;
        drill.Story.Tell(Speaker.Azure, $"the platform says that web server {Target} is not available, which is not so");
        azure.ResourceHealth.Send(new(azure.Names.Instance(Target), Current: "Unavailable", Previous: "Available"));
        drill.Story.Tell(Speaker.Azure, "the synthetic alert fires and resolves");
        azure.Synthetic.Resolve(azure.Synthetic.Fire());
        DateTimeOffset now = drill.Twin.Options.Clock.GetUtcNow();
        foreach (MetricAlertRule rule in ForPeople(azure))
        {
            drill.Story.Tell(Speaker.Azure, $"{rule.Name} fires");
            azure.ActionGroup.Send(
                new Alert($"for-people-{rule.Name}", rule, [], rule.Threshold + 1, now - rule.Window, now, now, ResolvedAt: null));
        }
    }

    /// <inheritdoc/>
    protected override async Task UntilOverAsync(Drill drill)
    {
        int sent = ForPeople(drill.Twin.Azure).Count + 3;
        await drill.UntilIncidentsAsync(
            incidents => incidents.Count > 0 && incidents.All(incident => incident.Outcome != IncidentOutcome.Open));
        await Wait.Until(async () =>
        {
            _alerts = await drill.Twin.Functions.AlertsAsync(drill.Ending);
            return _alerts.Count(alert => alert.Outcome is not null) >= sent && Told(drill.Twin.Notices.Notices).Length >= sent - 3;
        }, drill.Twin.Options.Clock, drill.MaxWait, drill.Ending, TimeSpan.FromMilliseconds(100));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        string[] forPeople = [.. ForPeople(seen.Twin.Azure).Select(rule => rule.Name).Order(StringComparer.Ordinal)];
        string[] told = Told(seen.Twin.Notices.Notices);
        string synthetic = OutcomeOf(SyntheticAlertRule.RuleName)?.Reason ?? "it was not taken in";
        yield return new(
            $"people are told of what is for them ({string.Join(", ", forPeople)} expected): {string.Join(", ", told)}",
            told.SequenceEqual(forPeople));
        yield return new(
            $"the synthetic alert is known by what it shows: {synthetic}",
            OutcomeOf(SyntheticAlertRule.RuleName)?.Disposition == AlertDisposition.Noted
                && synthetic.Contains("shows that alerts arrive", StringComparison.Ordinal));
        AlertResult? falseAlarm = OutcomeOf(ResourceHealthRule.RuleName);
        yield return new(
            $"the false alarm is looked into: {falseAlarm?.Reason}",
            falseAlarm?.Disposition is AlertDisposition.Opened or AlertDisposition.Joined);
    }

    private AlertResult? OutcomeOf(string rule) =>
        _alerts.FirstOrDefault(alert => alert.Signal is { Condition: AlertCondition.Fired } signal && signal.Rule == rule)?.Outcome;

    private static string[] Told(IReadOnlyList<Notice> notices) =>
        [.. notices.Where(notice => notice.Kind == NoticeKind.Alert).Select(notice => notice.Subject).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<MetricAlertRule> ForPeople(EmulatedAzure azure) =>
        [.. azure.Alerts.Rules.Where(rule => AlertRouteTable.ByRule[rule.Name] == AlertHandler.Person)];
}

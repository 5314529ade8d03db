using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Azure;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Scenes;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.AlertStorm;

/// <summary>Everything fails for a reason that no repair mends, and every alert comes many times: one incident for each, one canary, nobody else touched.</summary>
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
    /// <param name="options">What the twin would be made of.</param>
    public override TwinOptions Prepare(TwinOptions options) => (options with { IsCrowd = true, Instances = Servers, Pace = Patient(options.Pace) })
        .WithTime("Recovery__LookInterval", TimeSpan.FromSeconds(2))
        .WithTime("Recovery__VerifyInterval", TimeSpan.FromSeconds(1))
        .WithTime("Recovery__RestoreDeadline", TimeSpan.FromSeconds(15))
        .WithTime("Recovery__DecisionDeadline", TimeSpan.FromMinutes(1))
        .WithTime("Stack__ReadTimeout", TimeSpan.FromSeconds(10))
        .WithTime("Stack__LookMaxAge", TimeSpan.FromSeconds(1))
        .WithTime("Guard__RefusalDeadline", TimeSpan.FromMinutes(2));

    /// <inheritdoc/>
    protected override void Hurt(Scene scene) => scene.BreakAll();

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Scene scene)
    {
        scene.Story.Tell(Teller.Azure, $"{Rounds * Servers} alerts are on their way, each of them {Rounds} times, {RoundsPerSecond * Servers} a second");
        Alert[] alerts = [.. scene.Twin.Machines.Select(machine => AlertAbout(machine, scene.Twin))];
        for (int round = 0; round < Rounds; round++)
        {
            Array.ForEach(alerts, scene.Twin.Azure.ActionGroup.Send);
            await scene.PassAsync(TimeSpan.FromSeconds(1.0 / RoundsPerSecond));
        }
    }

    /// <summary>One canary, whichever it is.</summary>
    /// <param name="actions">What was done.</param>
    protected override bool ActedWell(IReadOnlyList<string> actions) => actions is [var only] && only.StartsWith("restart ", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(Seen seen)
    {
        var answers = seen.Twin.Azure.ActionGroup.Deliveries.CountBy(delivery => delivery.Outcome).ToDictionary();
        int targets = seen.Incidents.DistinctBy(incident => incident.Target).Count();
        yield return new(
            $"every alert is taken in at once: {string.Join(", ", answers.Select(answer => $"{answer.Value} answered {answer.Key}"))}",
            answers.Keys.SequenceEqual(["202"]) && answers["202"] >= Rounds * Servers);
        yield return new($"one incident for each web server: {targets} of {Servers}", targets == Servers);
    }

    private static TwinPace Patient(TwinPace pace) => pace with
    {
        Plane = pace.Plane with { WebhookTimeout = Pace.Azure.WebhookTimeout, ActionGroupRetryDelays = Pace.Azure.ActionGroupRetryDelays },
    };

    private static Alert AlertAbout(TwinMachine machine, Twin twin)
    {
        MetricAlertRule rule = twin.Azure.Alerts.Rules.Single(rule => rule.Name == MetricAlertRule.ProbeDownName);
        DateTimeOffset now = twin.Options.Clock.GetUtcNow();
        return new($"storm-{machine.Id}", rule, [new Dimension("BackendIPAddress", machine.Spec.PrivateIp)], Value: 0, now - rule.Window, now, now, ResolvedAt: null);
    }
}

using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Alerts that say what is not so.</summary>
internal static class AlertLies
{
    /// <summary>Part of the id of every alert that is made up.</summary>
    public const string Mark = "made-up";

    private const int Nobodies = 40;

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("resolved-at-once", "the only alert says at once that the fault is over", scene =>
        {
            scene.Twin.Azure.ActionGroup.Plan = alert => IsMadeUp(alert) ? DeliveryPlan.Normal : DeliveryPlan.Lost;
            Alert alert = ProbeDown(scene.Twin, "resolved", scene.Twin.Machine("1").Spec.PrivateIp);
            scene.Twin.Azure.ActionGroup.Send(alert);
            scene.Twin.Azure.ActionGroup.Send(alert with { ResolvedAt = alert.FiredAt });
        }),
        new("alert-of-tomorrow", "the only alert says that it fired tomorrow", scene =>
        {
            scene.Twin.Azure.ActionGroup.Plan = alert => IsMadeUp(alert) ? DeliveryPlan.Normal : DeliveryPlan.Lost;
            Alert alert = ProbeDown(scene.Twin, "tomorrow", scene.Twin.Machine("1").Spec.PrivateIp);
            scene.Twin.Azure.ActionGroup.Send(alert with { FiredAt = alert.FiredAt.AddDays(1), WindowEnd = alert.WindowEnd.AddDays(1) });
        }),
        new("alerts-of-nobody", $"{Nobodies} alerts are about web servers that do not exist", scene =>
        {
            foreach (int number in Enumerable.Range(1, Nobodies))
            {
                scene.Twin.Azure.ActionGroup.Send(ProbeDown(scene.Twin, $"nobody-{number}", $"10.99.0.{number}"));
            }
        }),
    ];

    private static bool IsMadeUp(Alert alert) => alert.AlertId.Contains(Mark, StringComparison.Ordinal);

    private static Alert ProbeDown(Twin twin, string id, string address)
    {
        MetricAlertRule rule = twin.Azure.Alerts.Rules.Single(rule => rule.Name == MetricAlertRule.ProbeDownName);
        DateTimeOffset now = twin.Options.Clock.GetUtcNow();
        return new($"{Mark}-{id}", rule, [new("BackendIPAddress", address)], Value: 0, now - rule.Window, now, now, ResolvedAt: null);
    }
}

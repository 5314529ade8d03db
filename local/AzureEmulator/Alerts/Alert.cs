namespace Steadfast.Local.AzureEmulator;

/// <summary>One notification: an alert that fired, or the same alert resolved.</summary>
/// <param name="AlertId">Full id of the alert; the same in Fired and Resolved.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Dimensions">Which series it is about; empty when the rule does not split.</param>
/// <param name="Value">What was measured; meaningless for an alert that measures nothing.</param>
/// <param name="WindowStart">Begin of the window it was measured over.</param>
/// <param name="WindowEnd">End of that window.</param>
/// <param name="FiredAt">When the alert fired.</param>
/// <param name="ResolvedAt">When it resolved; null while it is fired.</param>
public sealed record Alert(
    string AlertId,
    AlertRule Rule,
    IReadOnlyList<Dimension> Dimensions,
    double Value,
    DateTimeOffset WindowStart,
    DateTimeOffset WindowEnd,
    DateTimeOffset FiredAt,
    DateTimeOffset? ResolvedAt)
{
    /// <summary>Fired or Resolved.</summary>
    public string Condition => ResolvedAt is null ? "Fired" : "Resolved";

    /// <summary>The platform's word, for an alert on resource health; null for any other.</summary>
    public ResourceHealthEvent? Health { get; init; }

    internal static string NewId(EmulatorOptions options) =>
        $"/subscriptions/{options.Subscription}/providers/Microsoft.AlertsManagement/alerts/{options.NewId()}";
}

namespace Steadfast.Local.AzureEmulator;

/// <summary>Memory of one series of a rule: the alert that is open, and for how many evaluations its condition has been gone.</summary>
internal sealed record AlertState(OpenAlert? Open, int QuietEvaluations)
{
    public static AlertState Silent { get; } = new(Open: null, QuietEvaluations: 0);
}

/// <summary>An alert that has fired and not resolved.</summary>
/// <param name="AlertId">Full id of the alert.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Dimensions">Which series it is about.</param>
/// <param name="FiredAt">When it fired.</param>
public sealed record OpenAlert(string AlertId, string Rule, IReadOnlyList<Dimension> Dimensions, DateTimeOffset FiredAt);

/// <summary>Decision about one series at one evaluation.</summary>
internal enum AlertChange
{
    None,
    Fire,
    Resolve,
}

/// <summary>Decides when an alert fires and resolves. Pure: no clock and no store, so every rule is a row in a test.</summary>
internal static class AlertPolicy
{
    /// <summary>Fires once when the condition appears, resolves once it has been gone long enough; no data changes nothing.</summary>
    public static (AlertChange Change, AlertState Next) Decide(AlertState state, MetricAlertRule rule, double? value, int resolveAfter)
    {
        if (value is not { } measured)
        {
            return (AlertChange.None, state);
        }

        if (Holds(rule, measured))
        {
            return (state.Open is null ? AlertChange.Fire : AlertChange.None, state with { QuietEvaluations = 0 });
        }

        var quiet = state.QuietEvaluations + 1;
        return state.Open is not null && rule.AutoMitigate && quiet >= resolveAfter
            ? (AlertChange.Resolve, AlertState.Silent)
            : (AlertChange.None, state with { QuietEvaluations = quiet });
    }

    public static bool Holds(MetricAlertRule rule, double value) => rule.Operator switch
    {
        AlertOperator.GreaterThan => value > rule.Threshold,
        AlertOperator.GreaterThanOrEqual => value >= rule.Threshold,
        AlertOperator.LessThan => value < rule.Threshold,
        _ => value <= rule.Threshold,
    };
}

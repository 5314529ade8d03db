namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// A log rule whose query is true at regular times for no reason: its alerts prove that the path from rule to handler is alive.
/// </summary>
public sealed record SyntheticAlertRule : AlertRule
{
    /// <summary>Name of the rule.</summary>
    public const string RuleName = "synthetic-alert";

    internal override string SignalType => "Log";

    internal override string MonitoringService => "Log Alerts V2";

    /// <summary>The rule on the stack's workspace.</summary>
    public static SyntheticAlertRule Of(EmulatorOptions options) => new()
    {
        Name = RuleName,
        TargetResourceId = new ResourceNames(options).Workspace,
        Severity = 4,
        Description = "Nothing is wrong: this alert shows that alerts arrive.",
    };
}

/// <summary>Fires and resolves the synthetic alert at regular times, and whenever it is asked to.</summary>
public sealed class SyntheticAlerts
{
    private readonly EmulatorOptions _options;
    private readonly ActionGroup _receivers;
    private readonly SyntheticAlertRule _rule;

    internal SyntheticAlerts(EmulatorOptions options, ActionGroup receivers)
    {
        _options = options;
        _receivers = receivers;
        _rule = SyntheticAlertRule.Of(options);
    }

    /// <summary>Sends the alert as fired and returns it.</summary>
    public Alert Fire()
    {
        var now = _options.Clock.GetUtcNow();
        Alert alert = new(Alert.NewId(_options), _rule, [], Value: 1, now - _options.Pace.AlertWindow, now, now, ResolvedAt: null);
        _receivers.Send(alert);
        return alert;
    }

    /// <summary>Sends the same alert as resolved and returns it.</summary>
    public Alert Resolve(Alert fired)
    {
        var now = _options.Clock.GetUtcNow();
        var resolved = fired with { Value = 0, WindowStart = now - _options.Pace.AlertWindow, WindowEnd = now, ResolvedAt = now };
        _receivers.Send(resolved);
        return resolved;
    }

    // Resolved half way to the next one, so that every round shows both.
    internal async Task RunAsync(TimeSpan every, CancellationToken ct)
    {
        using PeriodicTimer timer = new(every / 2, _options.Clock);
        Alert? open = null;
        while (await timer.WaitForNextTickAsync(ct))
        {
            if (open is null)
            {
                open = Fire();
            }
            else
            {
                Resolve(open);
                open = null;
            }
        }
    }
}

using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Looks at the metrics as often as each rule says and sends what has changed to the action group.</summary>
public sealed class AlertEvaluator
{
    private readonly EmulatorOptions _options;
    private readonly MetricStore _metrics;
    private readonly ActionGroup _receivers;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Rule, string Series), AlertState> _states = [];

    internal AlertEvaluator(EmulatorOptions options, MetricStore metrics, ActionGroup receivers)
    {
        _options = options;
        _metrics = metrics;
        _receivers = receivers;
        Rules = options.AlertRules ?? AlertRuleCatalog.Metrics(options);
        _log = options.Logs.CreateLogger<AlertEvaluator>();
    }

    /// <summary>The rules that are evaluated.</summary>
    public IReadOnlyList<MetricAlertRule> Rules { get; }

    /// <summary>The alerts that have fired and not resolved, oldest first.</summary>
    public IReadOnlyList<OpenAlert> Open
    {
        get
        {
            lock (_gate)
            {
                return [.. _states.Values.Select(state => state.Open).OfType<OpenAlert>().OrderBy(alert => alert.FiredAt)];
            }
        }
    }

    /// <summary>Evaluates one rule now, sends what changed and returns it.</summary>
    public IReadOnlyList<Alert> Evaluate(MetricAlertRule rule)
    {
        var end = _metrics.VisibleUntil;
        var start = end - rule.Window;
        IReadOnlyList<string> split = rule.SplitBy is { } name ? [name] : [];
        var changed = MetricSplit.By(_metrics.Read(rule.TargetResourceId, rule.Metric, start, end), split)
            .Select(series => Judge(rule, series, start, end))
            .OfType<Alert>()
            .ToList();
        foreach (var alert in changed)
        {
            _log.AlertChanged(rule.Name, alert.Condition, string.Join(", ", alert.Dimensions.Select(one => one.Value)), alert.Value);
            _receivers.Send(alert);
        }

        return changed;
    }

    internal void Start(BackgroundWork work)
    {
        foreach (var rule in Rules)
        {
            work.Run($"alert rule {rule.Name}", ct => RunAsync(rule, ct));
        }
    }

    private async Task RunAsync(MetricAlertRule rule, CancellationToken ct)
    {
        using PeriodicTimer timer = new(rule.Frequency, _options.Clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            Evaluate(rule);
        }
    }

    private Alert? Judge(MetricAlertRule rule, MetricSeries series, DateTimeOffset start, DateTimeOffset end)
    {
        double? value = series.Buckets is { Count: > 0 } buckets
            ? buckets.Aggregate((sum, next) => sum.Plus(next)).Value(rule.Aggregation)
            : null;
        var key = (rule.Name, string.Join('\n', series.Dimensions.Select(one => one.Value)).ToLowerInvariant());
        var now = _options.Clock.GetUtcNow();
        lock (_gate)
        {
            var state = _states.GetValueOrDefault(key, AlertState.Silent);
            var (change, next) = AlertPolicy.Decide(state, rule, value, _options.Pace.AlertResolveAfter);
            var open = change == AlertChange.Fire ? new OpenAlert(Alert.NewId(_options), rule.Name, series.Dimensions, now) : state.Open;
            _states[key] = change == AlertChange.Fire ? next with { Open = open } : next;
            if (change == AlertChange.None || open is null)
            {
                return null;
            }

            return new(
                open.AlertId, rule, series.Dimensions, value ?? 0, start, end, open.FiredAt, change == AlertChange.Resolve ? now : null);
        }
    }
}

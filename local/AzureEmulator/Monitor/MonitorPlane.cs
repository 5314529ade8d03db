using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Everything of monitoring but the metrics over REST, wired.</summary>
internal sealed class MonitorPlane
{
    private readonly AlertEndpoints _alerts;
    private readonly AlertRuleEndpoints _rules;
    private readonly ActionGroupEndpoints _group;
    private readonly AutoscaleEndpoints _autoscale;
    private readonly ActivityLogEndpoints _activity;

    public MonitorPlane(EmulatorOptions options, ResourceNames names, AlertEvaluator evaluator, ActionGroup group, ResourceTags tags, BackgroundWork work,
        IReadOnlyList<OperationStore> operations)
    {
        AlertRuleNames rules = new(options, names);
        _alerts = new(group.Log, rules);
        _rules = new(options, rules, evaluator);
        _group = new(options, names, rules, group, tags, work);
        _autoscale = new(options, names);
        _activity = new(options, names, operations);
    }

    public void Map(IEndpointRouteBuilder subscription, IEndpointRouteBuilder group)
    {
        _alerts.Map(subscription);
        _alerts.Map(group);
        _rules.MapList(subscription);
        _rules.MapGroup(group);
        _group.MapSubscription(subscription);
        _group.MapGroup(group);
        _autoscale.MapList(subscription);
        _autoscale.MapGroup(group);
        _activity.Map(subscription);
    }

    /// <summary>Forgets what callers have left.</summary>
    public void Clear() => _autoscale.Clear();
}

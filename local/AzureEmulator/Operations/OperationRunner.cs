using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Accepts and carries out operations. No two that run at the same time are in each other's way: the later one is refused.
/// </summary>
internal sealed class OperationRunner(
    EmulatorOptions options, ScaleSet scaleSet, OperationStore operations, ControlPlaneFaults faults, BackgroundWork work)
{
    private readonly OperationCourse _course = new(options.Logs.CreateLogger<OperationRunner>(), operations, work);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OperationPlan> _running = [];

    /// <summary>Begins the operation, or names the one that is in its way.</summary>
    public ActionStart Start(OperationPlan plan)
    {
        Operation operation;
        lock (_gate)
        {
            if (InTheWayOf(plan) is { } running)
            {
                return new(Operation: null, running);
            }

            if (plan.NeedsPlaces && plan.Instances.FirstOrDefault(one => one.State.Power.Value == InstancePower.Deallocated) is { } without)
            {
                // What Azure answers here is not documented; that nothing is restarted which has no place is plain.
                return new(Operation: null, Conflict: null)
                {
                    Refusal = $"The instance '{without.Spec.InstanceId}' is deallocated. Start it first.",
                };
            }

            operation = operations.Begin(plan.Kind, string.Join(',', plan.Instances.Select(instance => instance.Spec.InstanceId)), plan.By);
            Take(operation, plan);
        }

        var fault = faults.TakeOperationFault(plan.Kind);
        _course.Begin(operation, Target(operation), fault, ct => plan.Act(operation, ct), error => Release(operation, plan, error));
        return new(operation, Conflict: null);
    }

    private string? InTheWayOf(OperationPlan plan) =>
        plan.Instances.Select(instance => instance.State.RunningOperation).FirstOrDefault(running => running is not null)
        ?? _running.Where(other => Excludes(plan.Membership, other.Value.Membership)).Select(other => other.Key).FirstOrDefault();

    private static bool Excludes(MembershipUse one, MembershipUse other) => (one, other) switch
    {
        (MembershipUse.Owns, not MembershipUse.None) or (not MembershipUse.None, MembershipUse.Owns) => true,
        _ => false,
    };

    private void Take(Operation operation, OperationPlan plan)
    {
        _running.Add(operation.Id, plan);
        foreach (var instance in plan.Instances)
        {
            instance.Begin(operation.Id, plan.Provisioning);
        }

        if (plan.OnSet)
        {
            scaleSet.Provision("updating");
        }

        plan.Accepted();
    }

    private void Release(Operation operation, OperationPlan plan, OperationError? error)
    {
        lock (_gate)
        {
            _running.Remove(operation.Id);
            // Those it was given and those it has made itself; one of many has said already how it went. One that it has deleted stays
            // "deleting": an answer that is being written must not show it as done and still there.
            foreach (var instance in scaleSet.Instances.Where(instance => instance.State.RunningOperation == operation.Id))
            {
                instance.End(succeeded: error is null);
            }

            plan.Ended();
            if (plan.OnSet)
            {
                var others = _running.Values.Any(other => other.OnSet);
                scaleSet.Provision((others, error) switch { (true, _) => "updating", (_, null) => "succeeded", _ => "failed" });
            }
        }
    }

    private static string Target(Operation operation) =>
        operation.InstanceId.Length == 0 ? "the scale set" : $"instance {operation.InstanceId}";
}

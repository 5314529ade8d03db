using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Azure;

/// <summary>Accepts and carries out operations. No two that run at the same time are in each other's way: the later one is refused.</summary>
internal sealed class OperationRunner(EmulatorOptions options, ScaleSet scaleSet, OperationStore operations, ControlPlaneFaults faults, BackgroundWork work)
{
    private readonly ILogger _log = options.Logs.CreateLogger<OperationRunner>();
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

            operation = operations.Begin(Guid.NewGuid().ToString(), plan);
            Take(operation, plan);
        }

        var fault = faults.TakeOperationFault(plan.Kind);
        _log.OperationStarted(plan.Kind, Target(operation));
        work.Run($"{plan.Kind} of {Target(operation)}", ct => CarryOutAsync(operation, plan, fault, ct));
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

    private async Task CarryOutAsync(Operation operation, OperationPlan plan, OperationFault? fault, CancellationToken ct)
    {
        if (fault?.Stuck is { } stuck)
        {
            await stuck.WaitAsync(ct);
        }

        var error = fault?.Error ?? await ActAsync(operation, plan, ct);

        // The resources first: whoever sees the operation ended must see what it did.
        Release(operation, plan, error);
        operations.End(operation.Id, error);
        _log.OperationEnded(operation.Kind, Target(operation), error?.Code ?? Operation.Succeeded);
    }

    // An operation that breaks must not hold its instances for ever.
    private async Task<OperationError?> ActAsync(Operation operation, OperationPlan plan, CancellationToken ct)
    {
        try
        {
            return await plan.Act(operation, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            _log.OperationBroke(failure, operation.Kind, Target(operation));
            return new("InternalExecutionError", "An internal execution error occurred.");
        }
    }

    private void Release(Operation operation, OperationPlan plan, OperationError? error)
    {
        lock (_gate)
        {
            _running.Remove(operation.Id);
            // Those it was given and those it has made itself; one of many has said already how it went.
            foreach (var instance in plan.Instances.Union(scaleSet.Instances).Where(instance => instance.State.RunningOperation == operation.Id))
            {
                instance.End(succeeded: error is null);
            }

            plan.Ended();
            if (plan.OnSet)
            {
                var others = _running.Values.Any(other => other.OnSet);
                scaleSet.Provision(others ? "updating" : error is null ? "succeeded" : "failed");
            }
        }
    }

    private static string Target(Operation operation) => operation.InstanceId.Length == 0 ? "the scale set" : $"instance {operation.InstanceId}";
}

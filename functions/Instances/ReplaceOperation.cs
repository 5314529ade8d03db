using Microsoft.DurableTask;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>
/// The replacement of an instance: one more is added, and only when it serves and stays healthy the old one is deleted, so the number of
/// instances never drops below what it was. When no other one comes to serve, nothing is deleted but what was added. From the moment in which
/// the new one is asked for, the replacement is carried through: an old one that serves for a while meanwhile has shown that it does not last.
/// </summary>
internal sealed class ReplaceOperation(TaskOrchestrationContext context, ReplacePlan plan, Func<ActionTaken, ActionTaken> acts, Action<string> tell)
{
    // A delete that fails is asked for once more; one that had to wait too long is decided on anew, but not for ever.
    private const int MostDeletes = 2;
    private const int MostDecisions = 3;

    private ActionTaken _action = new(Rung.Replace.Name(), plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");

    /// <summary>Runs it. The result names the new instance.</summary>
    public static Task<ActionTaken> RunAsync(
        TaskOrchestrationContext context, ReplacePlan plan, Func<ActionTaken, ActionTaken> acts, Action<string> tell) =>
        new ReplaceOperation(context, plan, acts, tell).RunAsync();

    private async Task<ActionTaken> RunAsync()
    {
        DateTime deadline = context.CurrentUtcDateTime + plan.Limits.ReplaceDeadline;
        SetLook look = await SetWatch.LookAsync(context, plan.Limits, deadline, tell);
        if (look.Set is not { } before)
        {
            return Ends(ActionResult.Failed, $"nothing was begun: {look.Problem}");
        }

        if (!before.Ids.Contains(plan.Target))
        {
            return Ends(ActionResult.Skipped, $"instance {plan.Target} is not there any more");
        }

        ActionTaken added = await AddAsync(before);
        if (added.Result == ActionResult.Held)
        {
            return _action with { Result = ActionResult.Held, Detail = added.Detail };
        }

        if (added.Result == ActionResult.Skipped)
        {
            return Ends(ActionResult.Skipped, added.Detail);
        }

        NewcomerWatch newcomers = new(context, plan, before.Ids, tell);
        string? fresh = await newcomers.AwaitAsync(PatienceUntil(added, deadline));
        return fresh is null ? await UndoAsync(before, added, newcomers) : await DeleteOldAsync(before, fresh, newcomers);
    }

    // What failed or is not done may have brought an instance all the same; one that serves is taken, but not waited for. What is done is given
    // the time that every repair has to show that it helped, also when the automation itself was away meanwhile.
    private DateTime PatienceUntil(ActionTaken added, DateTime deadline)
    {
        DateTime least = context.CurrentUtcDateTime + plan.Limits.RestoreDeadline;
        return added.Result != ActionResult.Succeeded ? context.CurrentUtcDateTime : deadline > least ? deadline : least;
    }

    private Task<ActionTaken> AddAsync(SetReading before) => PlatformOperation.RunAsync(
        context, InstanceOperation.Plan("capacity", plan.Target, plan.AskedBy, plan.Limits.ReplaceDeadline, plan.Limits), new(
            askedAt => context.CallActivityAsync<StartedOperation>(
                nameof(CapacityActivities.StartCapacity),
                new CapacityActivities.CapacityInput(before.Capacity + 1, before.Ids, plan.Target, askedAt, context.InstanceId), Retries.OfActions),
            (statusUrl, poll) => context.CallActivityAsync<OperationProgress>(
                nameof(CapacityActivities.PollCapacity), new CapacityActivities.PollInput(statusUrl) { Plan = poll }, Retries.OfLooks),
            Added, tell) { Hindrance = plan.Hindrance });

    // The addition is a part of the replacement: its acceptance is the replacement's, its end is not.
    private ActionTaken Added(ActionTaken addition)
    {
        if (addition is { Result: ActionResult.Running, Accepted: not null })
        {
            _action = acts(_action with { Accepted = addition.Accepted, Detail = $"one more instance: {addition.Detail}" });
        }
        else
        {
            tell($"one more instance: {addition.Detail}");
        }

        return addition;
    }

    private async Task<ActionTaken> DeleteOldAsync(SetReading before, string fresh, NewcomerWatch newcomers)
    {
        if (plan.IsAborted())
        {
            return Ends(ActionResult.Failed, $"instance {fresh} was added and stays, and instance {plan.Target} was not deleted: a person ended the incident");
        }

        tell($"instance {fresh} serves in its place; deleting instance {plan.Target}");
        ActionTaken deleted = await DeleteAsync(plan.Target);
        for (int deletes = 1, decisions = 1; deleted.Result != ActionResult.Succeeded && deletes < MostDeletes && decisions < MostDecisions; decisions++)
        {
            // Before it is asked for again: the new one must serve now, not only when it was first decided on.
            if (await newcomers.AwaitAsync(context.CurrentUtcDateTime + plan.Limits.RestoreDeadline) is not { } still)
            {
                return await EndsAfterLookAsync(before, ActionResult.Failed, $"instance {plan.Target} was not deleted: instance {fresh} does not serve any more", null);
            }

            deletes += deleted.Result == ActionResult.Skipped ? 0 : 1;
            fresh = still;
            deleted = await DeleteAsync(plan.Target);
        }

        return deleted.Result == ActionResult.Succeeded
            ? await EndsAfterLookAsync(before, ActionResult.Succeeded, $"instance {fresh} serves in place of instance {plan.Target}, which is deleted", fresh)
            : await EndsAfterLookAsync(before, deleted.Result == ActionResult.TimedOut ? ActionResult.TimedOut : ActionResult.Failed,
                $"instance {fresh} serves, but instance {plan.Target} could not be deleted: {deleted.Detail}", null);
    }

    private async Task<ActionTaken> UndoAsync(SetReading before, ActionTaken added, NewcomerWatch newcomers)
    {
        string why = added.Result == ActionResult.Succeeded ? newcomers.WhyNot : $"none could be added: {added.Detail}";
        if (newcomers.ToTakeAway is { } useless)
        {
            ActionTaken taken = await DeleteAsync(useless);
            why += taken.Result == ActionResult.Succeeded ? $"; instance {useless} was taken away again" : $"; instance {useless} could not be taken away: {taken.Detail}";
        }

        return await EndsAfterLookAsync(before, ActionResult.Failed, $"no other instance came to serve, so instance {plan.Target} was not deleted: {why}", null);
    }

    private Task<ActionTaken> DeleteAsync(string instanceId) =>
        InstanceOperation.RunAsync(context, InstanceAction.Delete, instanceId, plan.AskedBy, plan.Limits, Told, tell);

    private ActionTaken Told(ActionTaken deletion)
    {
        tell($"delete of instance {deletion.Target}: {deletion.Detail}");
        return deletion;
    }

    private async Task<ActionTaken> EndsAfterLookAsync(SetReading before, ActionResult result, string detail, string? replacement)
    {
        DateTime ended = context.CurrentUtcDateTime;
        string? left = await CapacityCorrection.RunAsync(context, before.Capacity, plan.Limits, tell);
        return Ends(result, left is null ? detail : $"{detail}; {left}", replacement, ended);
    }

    private ActionTaken Ends(ActionResult result, string detail, string? replacement = null, DateTime? at = null) => acts(_action with
    {
        Done = _action.Accepted is null || result == ActionResult.TimedOut ? null : at ?? context.CurrentUtcDateTime,
        Result = result,
        Detail = detail,
        Replacement = replacement,
    });
}

/// <summary>What a replacement is bound by.</summary>
/// <param name="Target">Number of the instance that goes.</param>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="Limits">Deadlines and intervals.</param>
/// <param name="Observe">Looks at every instance as it is now.</param>
internal sealed record ReplacePlan(string Target, string AskedBy, RecoveryOptions Limits, Func<Task<Observation>> Observe)
{
    /// <summary>Why the addition must not be begun now, or null; asked before each request. Null: nothing can stand against it.</summary>
    public Func<Task<string?>>? Hindrance { get; init; }

    /// <summary>Whether a person has ended the incident: then nothing is deleted any more.</summary>
    public Func<bool> IsAborted { get; init; } = () => false;
}

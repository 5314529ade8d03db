using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// The replacement of an instance: one more is added, and only when it serves and stays healthy the old one is deleted, so the number of
/// instances never drops below what it was. When no other one comes to serve, nothing is deleted but what was added. From the moment in which
/// the new one is asked for, the replacement is carried through: an old one that serves for a while meanwhile has shown that it does not last.
/// </summary>
internal sealed class ReplaceOperation(TaskOrchestrationContext context, ReplacePlan plan, Func<ActionTaken, ActionTaken> acts, Action<string> tell)
{
    // A delete that fails is asked for once more; one that was not begun is decided on anew, but not for ever.
    private const int MaxDeletes = 2;
    private const int MaxDecisions = 3;

    private ActionTaken _action = new(Rung.Replace.Name(), plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");
    private bool _isAcceptedHere;

    /// <summary>Runs it. The result names the new instance.</summary>
    public static Task<ActionTaken> RunAsync(
        TaskOrchestrationContext context, ReplacePlan plan, Func<ActionTaken, ActionTaken> acts, Action<string> tell) =>
        new ReplaceOperation(context, plan, acts, tell).RunAsync();

    private async Task<ActionTaken> RunAsync()
    {
        DateTime deadline = context.CurrentUtcDateTime + plan.Limits.ReplaceDeadline;
        ScaleSetCheck look = await ScaleSetReader.ObserveAsync(context, plan.Limits, deadline, tell);
        if (look.Set is not { } before)
        {
            return Ends(ActionResult.Failed, $"nothing was begun: {look.Problem}");
        }

        if (!before.Ids.Contains(plan.Target))
        {
            return Ends(ActionResult.Skipped, $"instance {plan.Target} is not there any more");
        }

        ActionTaken added = await AddAsync(before);
        switch (added.Result)
        {
            case ActionResult.Held:
                return _action with { Result = ActionResult.Held, Detail = added.Detail, AskAgainAfter = added.AskAgainAfter };
            case ActionResult.Skipped:
                return Ends(ActionResult.Skipped, added.Detail);
        }

        ReplacementWatch newcomers = new(context, plan, before.Ids, tell);
        string? fresh = await newcomers.AwaitAsync(TimeoutAfter(added, deadline));
        return fresh is null ? await UndoAsync(before, added, newcomers) : await DeleteOldAsync(before, fresh, newcomers);
    }

    // What failed or is not done may have brought an instance all the same; one that serves is taken, but not waited for. What is done is given
    // the time that every repair has to show that it helped, also when the automation itself was away meanwhile.
    private DateTime TimeoutAfter(ActionTaken added, DateTime deadline)
    {
        DateTime least = context.CurrentUtcDateTime + plan.Limits.RestoreDeadline;
        DateTime latest = deadline > least ? deadline : least;
        return added.Result == ActionResult.Succeeded ? latest : context.CurrentUtcDateTime;
    }

    private Task<ActionTaken> AddAsync(ScaleSetSnapshot before)
    {
        OperationPlan addition = new("capacity", plan.Target, plan.AskedBy, plan.Limits.ReplaceDeadline, plan.Limits.PollInterval);
        CapacityActivities.CapacityInput input = new(before.Capacity + 1, before.Ids, plan.Target, plan.SeenAt, plan.Permit);
        return PlatformOperation.RunAsync(context, addition, new(
            async () =>
            {
                var started = await context.CallActivityAsync<StartedOperation>(nameof(CapacityActivities.StartCapacity), input, Retries.OfActions);
                _isAcceptedHere = started.Kind == StartKind.Accepted;
                return started;
            },
            (statusUrl, poll) => context.CallActivityAsync<OperationProgress>(
                nameof(CapacityActivities.PollCapacity), new CapacityActivities.PollInput(statusUrl) { Plan = poll }, Retries.OfReads),
            Added, tell));
    }

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

    private async Task<ActionTaken> DeleteOldAsync(ScaleSetSnapshot before, string fresh, ReplacementWatch newcomers)
    {
        DateTime until = context.CurrentUtcDateTime + plan.Limits.ReplaceDeadline;
        tell($"instance {fresh} serves in its place; deleting instance {plan.Target}");
        for (int decisions = 1, deletes = 0; ; decisions++)
        {
            if (plan.IsAborted())
            {
                return Ends(ActionResult.Failed, $"instance {fresh} was added and stays, and instance {plan.Target} was not deleted: a person ended the incident");
            }

            ActionTaken deleted = await DeleteAsync(plan.Target, plan.Permit);
            if (deleted.Result == ActionResult.Succeeded)
            {
                return await EndsAfterLookAsync(before, ActionResult.Succeeded, $"instance {fresh} serves in place of instance {plan.Target}, which is deleted", fresh);
            }

            deletes += deleted.Result is ActionResult.Skipped or ActionResult.Held ? 0 : 1;
            bool isLast = deleted.Result == ActionResult.Held ? context.CurrentUtcDateTime >= until : deletes >= MaxDeletes || decisions >= MaxDecisions;
            if (isLast)
            {
                return await EndsAfterLookAsync(before, deleted.Result == ActionResult.TimedOut ? ActionResult.TimedOut : ActionResult.Failed,
                    $"instance {fresh} serves, but instance {plan.Target} could not be deleted: {deleted.Detail}", null);
            }

            // Before it is asked for again: the new one must serve now, not only when it was first decided on.
            await HeldPauseAsync(deleted);
            if (await newcomers.AwaitAsync(context.CurrentUtcDateTime + plan.Limits.RestoreDeadline) is not { } still)
            {
                return await EndsAfterLookAsync(before, ActionResult.Failed, $"instance {plan.Target} was not deleted: instance {fresh} does not serve any more", null);
            }

            fresh = still;
        }
    }

    private async Task<ActionTaken> UndoAsync(ScaleSetSnapshot before, ActionTaken added, ReplacementWatch newcomers)
    {
        string why = added.Result == ActionResult.Succeeded ? newcomers.WhyNot : $"none could be added: {added.Detail}";
        for (int decisions = 1; _isAcceptedHere && newcomers.AddedInVain(added.Result) is { } useless && !plan.IsAborted(); decisions++)
        {
            ActionTaken taken = await DeleteAsync(useless, plan.Permit with { IsCleanUp = true });
            if (taken.Result != ActionResult.Held || decisions == MaxDecisions)
            {
                why += taken.Result == ActionResult.Succeeded ? $"; instance {useless} was taken away again" : $"; instance {useless} could not be taken away: {taken.Detail}";
                break;
            }

            await HeldPauseAsync(taken);
            await newcomers.ObserveAsync();
        }

        return await EndsAfterLookAsync(before, ActionResult.Failed, $"no other instance came to serve, so instance {plan.Target} was not deleted: {why}", null);
    }

    private Task HeldPauseAsync(ActionTaken deletion) => deletion.Result == ActionResult.Held
        ? context.CreateTimer(CheckPause.For(plan.Limits.CheckInterval, deletion.AskAgainAfter), CancellationToken.None)
        : Task.CompletedTask;

    // It was decided on by the look that has just been made.
    private Task<ActionTaken> DeleteAsync(string instanceId, HeldPermit permit) => InstanceOperation.RunAsync(
        context, new(InstanceAction.Delete, instanceId, plan.AskedBy, context.CurrentUtcDateTime, permit), plan.Limits, Told, tell);

    private ActionTaken Told(ActionTaken deletion)
    {
        tell($"delete of instance {deletion.Target}: {deletion.Detail}");
        return deletion;
    }

    private async Task<ActionTaken> EndsAfterLookAsync(ScaleSetSnapshot before, ActionResult result, string detail, string? replacement)
    {
        DateTime ended = context.CurrentUtcDateTime;
        string? left = await CapacityCorrection.RunAsync(context, before.Capacity, plan.Limits, plan.Permit with { IsCleanUp = true }, tell);
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

/// <summary>The bounds of a replacement.</summary>
/// <param name="Target">Number of the instance that goes.</param>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="Limits">Deadlines and intervals.</param>
/// <param name="Permit">The permit under which the platform is asked.</param>
/// <param name="SeenAt">When what it was decided on was seen, UTC.</param>
/// <param name="Observe">Looks at every instance as it is now.</param>
internal sealed record ReplacePlan(
    string Target, string AskedBy, RecoveryOptions Limits, HeldPermit Permit, DateTime SeenAt, Func<Task<TierObservation>> Observe)
{
    /// <summary>Tells that a person has ended the incident: then nothing is deleted any more.</summary>
    public Func<bool> IsAborted { get; init; } = () => false;
}

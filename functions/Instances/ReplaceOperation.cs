using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Replaces an instance: one more is added, and only when it serves and stays healthy the old one is deleted, so the number of instances
/// never drops below what it was. When no other one comes to serve, nothing is deleted but what was added. From the moment in which the
/// new one is asked for, the replacement is carried through: an old one that serves for a while meanwhile has shown that it does not last.
/// It is kept while too few others serve, though.
/// </summary>
internal sealed class ReplaceOperation(
    Waits waits, ReplacePlan plan, Func<ActionTaken, ActionTaken> actionChanged, Action<StepKind, Statement> addStep)
{
    private ActionTaken _action = new(
        RepairAction.Replace.Name(), plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");
    private bool _isAcceptedHere;

    /// <summary>Runs it. The result names the new instance.</summary>
    public static Task<ActionTaken> RunAsync(
        Waits waits, ReplacePlan plan, Func<ActionTaken, ActionTaken> actionChanged, Action<StepKind, Statement> addStep) =>
        new ReplaceOperation(waits, plan, actionChanged, addStep).RunAsync();

    private async Task<ActionTaken> RunAsync()
    {
        DateTime deadline = waits.Now + plan.Limits.ReplaceDeadline;
        ScaleSetCheck look = await ScaleSetReader.ObserveAsync(waits, plan.Limits, deadline, addStep);
        if (waits.IsEnded)
        {
            return _action with { Result = ActionResult.Held, Detail = Waits.Ended };
        }

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
            case ActionResult.Running:
                return Leaves(added, $"instance {plan.Target} is not deleted; one more instance: {added.Detail}");
        }

        ReplacementWatch watch = new(waits, plan, before.Ids, addStep);
        string? fresh = await watch.AwaitAsync(TimeoutAfter(added, deadline));
        if (waits.IsEnded)
        {
            return Ends(ActionResult.Failed, $"instance {plan.Target} was not deleted, and what was added stays: {Waits.Ended}");
        }

        if (fresh is null)
        {
            return await UndoAsync(before, added, watch);
        }

        return await DeleteOldAsync(before, fresh, watch);
    }

    // What failed or is not done may have brought an instance all the same; one that serves is taken, but not waited for. What is done is
    // given the time that every repair has to show that it helped, also when the automation itself was away meanwhile.
    private DateTime TimeoutAfter(ActionTaken added, DateTime deadline)
    {
        if (added.Result != ActionResult.Succeeded)
        {
            return waits.Now;
        }

        DateTime least = waits.Now + plan.Limits.RestoreDeadline;
        return deadline > least ? deadline : least;
    }

    private Task<ActionTaken> AddAsync(ScaleSetSnapshot before)
    {
        OperationPlan addition = new("capacity", plan.Target, plan.AskedBy, plan.Limits.ReplaceDeadline, plan.Limits.PollInterval);
        CapacityActivities.CapacityInput input = new(before.Capacity + 1, before.Ids, plan.Target, plan.SeenAt, plan.Permit);
        return PlatformOperation.RunAsync(waits, addition, new(
            async () =>
            {
                var started = await waits.Context.CallActivityAsync<StartedOperation>(
                    nameof(CapacityActivities.StartCapacity), input with { Permit = waits.ForRequest(input.Permit) },
                    Retries.OfActions);
                _isAcceptedHere = started.Kind == StartKind.Accepted || started.IsOwn;
                return started;
            },
            (statusUrl, _, poll) => waits.Context.CallActivityAsync<OperationProgress>(
                nameof(CapacityActivities.PollCapacity),
                new CapacityActivities.PollInput(statusUrl) { Plan = poll, Trace = plan.Permit.Cause?.Trace }, Retries.OfReads),
            Added, text => addStep(StepKind.Waiting, IncidentText.NotStarted("replace", plan.Target, text))));
    }

    // The addition is a part of the replacement: its acceptance is the replacement's, its end is not.
    private ActionTaken Added(ActionTaken addition)
    {
        if (addition.Result == ActionResult.Running)
        {
            _action = actionChanged(_action with { Accepted = addition.Accepted, Detail = InstanceText.Adding(addition.Detail).Text });
        }
        else
        {
            addStep(StepKind.ActionEnded, InstanceText.Adding(addition.Detail));
        }

        return addition;
    }

    private async Task<ActionTaken> DeleteOldAsync(ScaleSetSnapshot before, string fresh, ReplacementWatch watch)
    {
        OldInstanceDeletion deletion = new(
            waits, plan, before.Capacity, watch, () => DeleteAsync(plan.Target, plan.Permit, watch.SeenAt), addStep);
        OldInstanceEnding ending = await deletion.RunAsync(fresh);
        if (ending.WhyNotAsked is { } why)
        {
            return await EndsAfterLookAsync(before, ActionResult.Failed, why, null);
        }

        return await EndsWithAsync(ending.Deletion!, before, ending.Fresh);
    }

    private async Task<ActionTaken> EndsWithAsync(ActionTaken deleted, ScaleSetSnapshot before, string fresh)
    {
        string replaced = $"instance {fresh} serves in place of instance {plan.Target}";
        string notDeleted = $"instance {fresh} serves, but instance {plan.Target} was not deleted: {deleted.Detail}";
        return deleted.Result switch
        {
            ActionResult.Running => Leaves(deleted, $"{replaced}; {deleted.Detail}", fresh),
            ActionResult.Succeeded => await EndsAfterLookAsync(before, ActionResult.Succeeded, $"{replaced}, which is deleted", fresh),
            ActionResult.TimedOut => await EndsAfterLookAsync(before, ActionResult.TimedOut, notDeleted, null),
            _ => await EndsAfterLookAsync(before, ActionResult.Failed, notDeleted, null),
        };
    }

    private async Task<ActionTaken> UndoAsync(ScaleSetSnapshot before, ActionTaken added, ReplacementWatch watch)
    {
        string why = watch.WhyNot;
        if (added.Result != ActionResult.Succeeded)
        {
            why = $"none could be added: {added.Detail}";
        }

        DateTime until = waits.Now + plan.Limits.ReplaceDeadline;
        while (_isAcceptedHere && watch.AddedInVain(added.Result) is { } useless && !waits.IsEnded)
        {
            ActionTaken taken = await DeleteAsync(useless, plan.Permit with { IsCleanUp = true }, watch.SeenAt);
            if (taken.Result == ActionResult.Running)
            {
                return Leaves(taken, $"{why}; instance {plan.Target} is kept; {taken.Detail}");
            }

            if (taken.Result is not (ActionResult.Held or ActionResult.Skipped) || waits.Now >= until)
            {
                why += WhatBecameOf(useless, taken);
                break;
            }

            await OldInstanceDeletion.PauseAsync(waits, plan.Limits, taken);
            await watch.ObserveAsync();
        }

        if (_isAcceptedHere && watch.OfUnknownOrigin is { } unknown)
        {
            why += $"; others add instances too, so nobody can say whose instance {unknown} is, and it stays";
        }

        ActionTaken undone = await EndsAfterLookAsync(before, ActionResult.Failed, $"{why}; instance {plan.Target} is kept", null);
        return undone with { IsRefusedForGood = added.IsRefusedForGood };
    }

    private static string WhatBecameOf(string useless, ActionTaken taken)
    {
        if (taken.Result == ActionResult.Succeeded)
        {
            return $"; instance {useless} was taken away again";
        }

        return $"; instance {useless} could not be taken away: {taken.Detail}";
    }

    private Task<ActionTaken> DeleteAsync(string instanceId, HeldPermit permit, DateTime seenAt) => InstanceOperation.RunAsync(
        waits, new(InstanceAction.Delete, instanceId, plan.AskedBy, seenAt, permit), plan.Limits, DeletionChanged, addStep);

    private ActionTaken DeletionChanged(ActionTaken deletion)
    {
        StepKind step = deletion.Result == ActionResult.Running ? StepKind.ActionStarted : StepKind.ActionEnded;
        addStep(step, InstanceText.Deletion(deletion));
        return deletion;
    }

    private async Task<ActionTaken> EndsAfterLookAsync(ScaleSetSnapshot before, ActionResult result, string detail, string? replacement)
    {
        DateTime ended = waits.Now;
        if (waits.IsEnded)
        {
            return Ends(result, detail, replacement, ended); // the guard lets nothing more begin
        }

        string? left = await CapacityCorrection.RunAsync(
            waits, before.Capacity, plan.Limits, plan.Permit with { IsCleanUp = true }, addStep);
        if (left is null)
        {
            return Ends(result, detail, replacement, ended);
        }

        return Ends(result, $"{detail}; {left}", replacement, ended);
    }

    // A person has ended the incident. While the replacement goes on, the URL of one of its operations would tell nothing about the next.
    private ActionTaken Leaves(ActionTaken running, string detail, string? replacement = null)
    {
        _action = _action with { StatusUrl = running.StatusUrl };
        return Ends(ActionResult.Running, detail, replacement);
    }

    private ActionTaken Ends(ActionResult result, string detail, string? replacement = null, DateTime? at = null)
    {
        bool isDone = _action.Accepted is not null && result is not (ActionResult.TimedOut or ActionResult.Running);
        return actionChanged(_action with
        {
            Done = isDone ? at ?? waits.Now : null,
            Result = result,
            Detail = detail,
            Replacement = replacement,
        });
    }
}

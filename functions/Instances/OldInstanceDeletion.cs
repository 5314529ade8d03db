using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Deletes the instance that was replaced, as soon as it may go: the new one serves now, and the old one does not, or enough others do.
/// </summary>
/// <param name="wanted">Number of instances that there should be, without the one that was added.</param>
/// <param name="delete">Asks for the deletion, decided on by the newest look, and follows it to its end.</param>
internal sealed class OldInstanceDeletion(
    Waits waits, ReplacePlan plan, int wanted, ReplacementWatch watch, Func<Task<ActionTaken>> delete, Action<StepKind, Statement> addStep)
{
    // A deletion that fails is asked for once more; one that was not begun is decided on anew, but not for ever.
    private const int MaxDeletions = 2;
    private const int MaxDecisions = 3;

    // An old one that may serve is not kept for longer: meanwhile the replacement may be the one repair that is allowed, and those that are
    // down wait for it.
    private readonly DateTime _keptUntil = waits.Now + plan.Limits.RestoreDeadline;
    private readonly DateTime _heldUntil = waits.Now + plan.Limits.ReplaceDeadline;
    private bool _isTold;
    private int _deletions;
    private int _decisions;

    /// <summary>Runs it.</summary>
    /// <param name="fresh">Number of the new instance, which serves.</param>
    public async Task<OldInstanceEnding> RunAsync(string fresh)
    {
        while (!waits.IsEnded)
        {
            string? why = watch.WhyOldStays(wanted);
            if (why is not null && waits.Now >= _keptUntil)
            {
                return NotAsked(fresh, $"instance {fresh} serves, and instance {plan.Target} was not deleted: {why}");
            }

            ActionTaken deletion = why is null ? await DeleteAsync(fresh) : Kept(why);
            if (IsLast(deletion))
            {
                return new(fresh, deletion, null);
            }

            // Before it is asked for again: the new one must serve now, not only when it was first decided on.
            await PauseAsync(waits, plan.Limits, deletion);
            string? still = await watch.AwaitAsync(waits.Now + plan.Limits.RestoreDeadline);
            if (still is null && !waits.IsEnded)
            {
                return NotAsked(fresh, $"instance {plan.Target} was not deleted: instance {fresh} does not serve any more");
            }

            fresh = still ?? fresh;
        }

        return NotAsked(fresh, $"instance {fresh} was added and stays, and instance {plan.Target} was not deleted: {Waits.Ended}");
    }

    /// <summary>Waits before a deletion that was not begun is decided on anew.</summary>
    public static async Task PauseAsync(Waits waits, RecoveryOptions limits, ActionTaken deletion)
    {
        if (deletion.Result is ActionResult.Held or ActionResult.Skipped)
        {
            await waits.PauseAsync(waits.For(limits.CheckInterval, deletion.AskAgainAfter));
        }
    }

    private Task<ActionTaken> DeleteAsync(string fresh)
    {
        if (!_isTold)
        {
            _isTold = true;
            addStep(StepKind.Verified, InstanceText.DeletingOld(fresh, plan.Target));
        }

        return delete();
    }

    private ActionTaken Kept(string why)
    {
        addStep(StepKind.Waiting, InstanceText.OldStays(plan.Target, why));
        return new(InstanceAction.Delete.Name(), plan.Target, plan.AskedBy, null, null, ActionResult.Held, why);
    }

    private bool IsLast(ActionTaken deletion)
    {
        if (deletion.Result == ActionResult.Held)
        {
            return waits.Now >= _heldUntil;
        }

        _decisions++;
        _deletions += deletion.Result == ActionResult.Skipped ? 0 : 1;
        return deletion.Result is ActionResult.Running or ActionResult.Succeeded
            || _deletions >= MaxDeletions || _decisions >= MaxDecisions;
    }

    private static OldInstanceEnding NotAsked(string fresh, string why) => new(fresh, null, why);
}

/// <summary>Says what became of the instance that was replaced.</summary>
/// <param name="Fresh">Number of the new instance.</param>
/// <param name="Deletion">The last deletion; null when none was asked for in the end.</param>
/// <param name="WhyNotAsked">Why none was asked for in the end, as part of a sentence; null when one was.</param>
internal sealed record OldInstanceEnding(string Fresh, ActionTaken? Deletion, string? WhyNotAsked);

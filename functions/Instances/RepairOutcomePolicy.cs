using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Instances;

/// <summary>Judges what an action on an instance tells, once the instance was watched after it. Pure.</summary>
internal static class RepairOutcomePolicy
{
    /// <summary>
    /// Tells whether it is known if the action helps. What the platform did not get done, or nobody could see, tells nothing of what all
    /// instances share.
    /// </summary>
    public static bool IsDecided(ActionTaken action, Verification last) =>
        action.Result is not (ActionResult.Failed or ActionResult.TimedOut) && !last.IsUnseen;

    /// <summary>Tells whether a replacement was given up, so that an instance that serves after it is the old one.</summary>
    public static bool IsNotReplaced(RepairAction rung, ActionTaken action) =>
        rung == RepairAction.Replace && action is { Replacement: null, Result: not ActionResult.Skipped };
}

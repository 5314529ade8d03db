using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Tells people the steps of an action. Pure.</summary>
public static class OrderSteps
{
    /// <summary>The steps of an action, in order.</summary>
    public static IReadOnlyList<string> Of(RepairAction rung, RecoveryOptions limits)
    {
        string verify =
            $"look until it serves and has stayed healthy for {limits.StayHealthy.TotalSeconds:0.##} s, for at most "
                + $"{limits.RestoreDeadline.TotalMinutes:0.##} min";
        string evidence =
            $"save its status, last requests, instance view and boot log, for at most {limits.EvidenceDeadline.TotalSeconds:0.##} s";
        string owner = "suspend the scale set's own automatic repairs if they run, and resume them at the end";
        return rung switch
        {
            RepairAction.Restart => [owner, $"restart it, for at most {limits.RestartDeadline.TotalMinutes:0.##} min", verify],
            RepairAction.Reimage => [
                owner, evidence,
                $"reimage it, for at most {limits.ReimageDeadline.TotalMinutes:0.##} min; its operating system disk is lost", verify],
            _ =>
                [owner, evidence, "add an instance and wait until it serves, then delete this one, for at most "
                    + $"{limits.ReplaceDeadline.TotalMinutes:0.##} min; its id and address are lost", verify],
        };
    }
}

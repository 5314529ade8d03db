using System.ComponentModel.DataAnnotations;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Body of <c>POST /api/instances/{id}/{action}</c>.</summary>
public sealed record OrderBody
{
    /// <summary>Name of the person who orders it, 1 to 80 characters. Required; with sign-in with Entra ID it must be absent.</summary>
    [Required(ErrorMessage = "by is required: who orders it."),
        StringLength(80, MinimumLength = 1, ErrorMessage = "by has 1 to 80 characters.")]
    public string By { get; init; } = "";

    /// <summary>Reason, at most 200 characters.</summary>
    [StringLength(200, ErrorMessage = "reason has at most 200 characters.")]
    public string? Reason { get; init; }

    /// <summary>Only say what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>Act also when that takes the number of serving instances below the floor, or more are in repair than may be.</summary>
    public bool Force { get; init; }
}

/// <summary>Consequences that an order would have. Nothing was changed.</summary>
/// <param name="InstanceId">Number of the instance.</param>
/// <param name="Action">What was asked for.</param>
/// <param name="Diagnosis">How the instance is now.</param>
/// <param name="Evidence">Why it is diagnosed so.</param>
/// <param name="OpenIncident">Id of the incident that the order would join; null when it would open one.</param>
/// <param name="WouldAct">Whether the guard would let it happen now.</param>
/// <param name="Refusal">Why not; null when it would.</param>
/// <param name="Steps">What would be done, in order.</param>
public sealed record OrderPlan(
    string InstanceId, RepairAction Action, FailureKind Diagnosis, string Evidence, string? OpenIncident, bool WouldAct, Refusal? Refusal,
    IReadOnlyList<string> Steps);

/// <summary>An order was taken.</summary>
/// <param name="IncidentId">The incident that carries it out.</param>
/// <param name="IsJoined">Whether that incident was open before.</param>
/// <param name="StatusUrl">Where to see how it is getting on.</param>
public sealed record OrderReceipt(string IncidentId, bool IsJoined, string StatusUrl);

/// <summary>Tells people the steps of an action. Pure.</summary>
public static class OrderSteps
{
    /// <summary>Lists the steps of an action, in order.</summary>
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
            _ => [
                owner, evidence,
                "add an instance and wait until it serves, then delete this one, for at most "
                    + $"{limits.ReplaceDeadline.TotalMinutes:0.##} min; its id and address are lost", verify],
        };
    }
}

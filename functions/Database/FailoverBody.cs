using System.ComponentModel.DataAnnotations;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>Body of <c>POST /api/database/failover</c>.</summary>
public sealed record FailoverBody : IValidatableObject
{
    /// <summary>graceful, recover or force. Required.</summary>
    [Required(ErrorMessage = "mode is required: graceful, recover or force.")]
    public FailoverMode? Mode { get; init; }

    /// <summary>Name of the person who orders it, 1 to 80 characters. Required; with sign-in with Entra ID it must be absent.</summary>
    [Required(ErrorMessage = "by is required: who orders it."),
        StringLength(80, MinimumLength = 1, ErrorMessage = "by has 1 to 80 characters.")]
    public string By { get; init; } = "";

    /// <summary>Reason, 1 to 200 characters. Required.</summary>
    [Required(ErrorMessage = "reason is required."), StringLength(200, MinimumLength = 1, ErrorMessage = "reason has 1 to 200 characters.")]
    public string Reason { get; init; } = "";

    /// <summary>Only say what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>Must be true for mode force: it may lose what the standby has not received.</summary>
    public bool Confirm { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Mode == FailoverMode.Force && !Confirm && !DryRun)
        {
            yield return new("Mode force needs \"confirm\": true: it may lose what the standby has not received.");
        }
    }
}

/// <summary>Consequences that an order would have. Nothing was changed.</summary>
/// <param name="Mode">What was asked for.</param>
/// <param name="Diagnosis">How the database is now.</param>
/// <param name="Evidence">Why it is diagnosed so.</param>
/// <param name="OpenIncident">Id of the incident that is open and stands against it; null when there is none.</param>
/// <param name="WouldAct">Whether it would be begun now.</param>
/// <param name="WhyNot">Why not; null when it would.</param>
/// <param name="Refusal">The guard's refusal; null when it has none.</param>
/// <param name="Steps">What would be done, in order.</param>
public sealed record FailoverPlan(
    FailoverMode Mode, FailureKind Diagnosis, string Evidence, string? OpenIncident, bool WouldAct, string? WhyNot, Refusal? Refusal,
    IReadOnlyList<string> Steps);

/// <summary>The database as <c>GET /api/database</c> shows it.</summary>
/// <param name="Diagnosis">How it is.</param>
/// <param name="Evidence">Why it is diagnosed so.</param>
/// <param name="StandbyObjection">Why it could not be failed over; null when it could.</param>
/// <param name="OpenIncident">Id of the open incident; null when there is none.</param>
/// <param name="Seen">What is seen of it.</param>
public sealed record DatabaseResponse(
    FailureKind Diagnosis, string Evidence, string? StandbyObjection, string? OpenIncident, DatabaseObservation Seen)
{
    /// <summary>Concludes from a look.</summary>
    /// <param name="open">Id of the open incident; null when there is none.</param>
    public static DatabaseResponse Of(DatabaseObservation seen, string? open, DatabaseOptions limits)
    {
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen);
        StandbyObjection? objection = StandbyPolicy.Objection(seen, diagnosis.Kind, seen.FailingSince, limits);
        return new(diagnosis.Kind, diagnosis.Evidence, objection?.Why, open, seen);
    }
}

using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Watchdog;

/// <summary>Body of <c>POST /api/automation/pause</c>.</summary>
public sealed record PauseBody
{
    /// <summary>Reason. Required.</summary>
    [Required(ErrorMessage = "reason is required."), StringLength(200, ErrorMessage = "reason has at most 200 characters.")]
    public string? Reason { get; init; }

    /// <summary>Name of the person. Required; with sign-in with Entra ID it must be absent.</summary>
    [Required(ErrorMessage = "by is required."), StringLength(80, ErrorMessage = "by has at most 80 characters.")]
    public string? By { get; init; }

    /// <summary>End of the pause; absent: when it is resumed.</summary>
    [Range(1, 10080, ErrorMessage = "minutes is a whole number from 1 to 10080; leave it out for a pause that lasts until it is resumed.")]
    public int? Minutes { get; init; }
}

/// <summary>Body of <c>POST /api/automation/resume</c>.</summary>
public sealed record ResumeBody
{
    /// <summary>Name of the person. Required; with sign-in with Entra ID it must be absent.</summary>
    [Required(ErrorMessage = "by is required."), StringLength(80, ErrorMessage = "by has at most 80 characters.")]
    public string? By { get; init; }

    /// <summary>True when the breaker is closed as well.</summary>
    public bool Rearm { get; init; }
}

/// <summary>Body of <c>POST /api/lease</c>.</summary>
public sealed record LeaseBody : IValidatableObject
{
    /// <summary>Name of the deployment. Required.</summary>
    [Required(ErrorMessage = "owner is required."), StringLength(80, ErrorMessage = "owner has at most 80 characters.")]
    public string? Owner { get; init; }

    /// <summary>For how long, from now. Required unless it is released.</summary>
    [Range(1, 1440, ErrorMessage = "minutes is a whole number from 1 to 1440.")]
    public int? Minutes { get; init; }

    /// <summary>True when the lease is given back.</summary>
    public bool Release { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Release == Minutes is not null)
        {
            yield return new("Give either minutes, to take the lease or hold it for longer, or \"release\": true.");
        }
    }
}

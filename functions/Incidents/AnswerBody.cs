using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Incidents;

/// <summary>Body of <c>POST /api/incidents/{id}/approve</c> and <c>abort</c>.</summary>
public sealed record AnswerBody
{
    /// <summary>Name of the person who answers, 1 to 80 characters. Required; with sign-in with Entra ID it must be absent.</summary>
    [Required(ErrorMessage = "by is required: who answers."),
        StringLength(80, MinimumLength = 1, ErrorMessage = "by has 1 to 80 characters.")]
    public string By { get; init; } = "";

    /// <summary>Reason, at most 200 characters.</summary>
    [StringLength(200, ErrorMessage = "reason has at most 200 characters.")]
    public string? Reason { get; init; }
}

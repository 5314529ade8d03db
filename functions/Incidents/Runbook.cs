namespace Steadfast.Functions.Incidents;

/// <summary>
/// The runbook of every diagnosis. It goes along with every notice that needs a person, and docs/failure-modes.md is made of it.
/// </summary>
/// <param name="Diagnosis">The diagnosis.</param>
/// <param name="Means">What is wrong.</param>
/// <param name="Automation">What Steadfast does about it.</param>
/// <param name="NextStep">What a person does first, in one short sentence.</param>
/// <param name="ByHand">All that a person can do.</param>
/// <param name="Command">A command or request to begin with; empty when there is nothing to do.</param>
public sealed record Runbook(FailureKind Diagnosis, string Means, string Automation, string NextStep, string ByHand, string Command)
{
    /// <summary>The page in this repository, with its anchor.</summary>
    public string Page => $"docs/failure-modes.md#{Diagnosis.ToString().ToLowerInvariant()}";
}

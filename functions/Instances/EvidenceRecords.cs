using System.Text.Json.Serialization;

namespace Steadfast.Functions.Instances;

/// <summary>One piece of what was saved of an instance before it was reimaged or replaced.</summary>
/// <param name="Source">"status", "lastRequests", "instanceView", "bootDiagnostics".</param>
/// <param name="Text">What it said, cut to its last 8,000 characters, or fewer where many are not plain; empty when it could not be
/// read.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
public sealed record EvidencePart(string Source, string Text, string? Problem);

/// <summary>
/// Evidence that was saved of an instance. It is the output of an orchestration of its own, so that it is kept as long as the incident;
/// where there is a container for evidence, its texts are there.
/// </summary>
/// <param name="Id">Id under which it can be read.</param>
/// <param name="Target">Number of the instance.</param>
/// <param name="At">When it was asked for, UTC.</param>
/// <param name="Parts">The pieces.</param>
public sealed record Evidence(string Id, string Target, DateTimeOffset At, IReadOnlyList<EvidencePart> Parts)
{
    /// <summary>Name of the blob in the container for evidence; null when it is kept with the incident.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Blob { get; init; }
}

using System.Text.Json.Serialization;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>The result of a write that a web server was asked to make.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WriteOutcome>))]
public enum WriteOutcome
{
    /// <summary>The database has taken it.</summary>
    Written,

    /// <summary>The database answered that it takes no writes, or has no room for them.</summary>
    Refused,

    /// <summary>It was not written, and that may be due to the web server or to the way between.</summary>
    Failed,

    /// <summary>The web server makes no trial writes.</summary>
    NotOffered,
}

/// <summary>
/// One real write through one named web server. What web servers say is one kind of observer; what a write does is another.
/// </summary>
/// <param name="Instance">Number of the web server.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Part of a sentence: "the database refused a write (readOnly)".</param>
public sealed record WriteTrial(string Instance, WriteOutcome Outcome, string Detail)
{
    /// <summary>The same as part of a sentence that names the web server.</summary>
    [JsonIgnore]
    public string Sentence => $"through instance {Instance} {Detail}";

    /// <summary>The same as a reading of whether that web server writes.</summary>
    public CheckResult ToReading() => new(
        Outcome switch
        {
            WriteOutcome.Written => Verdict.Good,
            WriteOutcome.NotOffered => Verdict.Unknown,
            _ => Verdict.Bad,
        },
        Detail);
}

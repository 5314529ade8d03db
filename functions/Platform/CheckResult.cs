using System.Text.Json.Serialization;

namespace Steadfast.Functions.Platform;

/// <summary>Result of one look at one thing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Could not be seen, or does not tell; counts for nothing.</summary>
    Unknown,

    /// <summary>Seen, and well.</summary>
    Good,

    /// <summary>Seen, and not well.</summary>
    Bad,
}

/// <summary>A verdict with the words for it. A look that failed is a reading too, never an exception that travels.</summary>
/// <param name="Verdict">Good, bad or unknown.</param>
/// <param name="Detail">Part of a sentence: "it answers 503".</param>
public sealed record CheckResult(Verdict Verdict, string Detail)
{
    /// <summary>Makes a good reading.</summary>
    public static CheckResult Good(string detail) => new(Verdict.Good, detail);

    /// <summary>Makes a bad reading.</summary>
    public static CheckResult Bad(string detail) => new(Verdict.Bad, detail);

    /// <summary>Makes a reading that tells nothing.</summary>
    public static CheckResult Unknown(string detail) => new(Verdict.Unknown, detail);
}

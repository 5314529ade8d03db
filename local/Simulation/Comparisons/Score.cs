namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>One policy in one world.</summary>
internal sealed record Score
{
    /// <summary>Requests that clients made.</summary>
    public double Requests { get; init; }

    /// <summary>Those that were served.</summary>
    public double Served { get; init; }

    /// <summary>Writes that clients tried.</summary>
    public double Writes { get; init; }

    /// <summary>Those that were acknowledged.</summary>
    public double Acknowledged { get; init; }

    /// <summary>Acknowledged writes that a failover lost.</summary>
    public long WritesLost { get; init; }

    /// <summary>Times in which an instance or the database did not serve.</summary>
    public IReadOnlyList<Restored> Outages { get; init; } = [];

    /// <summary>Minutes of instances that were missing of those there were at the beginning.</summary>
    public double CapacityMinutes { get; init; }

    /// <summary>Actions on instances and the database, without those that people ordered.</summary>
    public int Actions { get; init; }

    /// <summary>Those of them on something with which nothing was wrong.</summary>
    public int Needless { get; init; }

    /// <summary>Those of them that left less than half of the instances serving, or lost writes.</summary>
    public int Harmful { get; init; }

    /// <summary>The needless and the harmful ones, each with its moment.</summary>
    public IReadOnlyList<string> WrongActions { get; init; } = [];

    /// <summary>Times that a person was woken.</summary>
    public int Pages { get; init; }

    /// <summary>Hours of instances beyond those there were at the beginning.</summary>
    public double ExtraHours { get; init; }

    /// <summary>Length of the time that was looked at, in hours.</summary>
    public double Hours { get; init; }

    /// <summary>Violation that ended the world; null when there was none.</summary>
    public string? Broken { get; init; }
}

/// <summary>A time in which something did not serve.</summary>
/// <param name="Fault">The fault by which it began; "none" when nothing was wrong: it was taken down.</param>
/// <param name="Seconds">Length of it.</param>
/// <param name="IsOver">False when it lasted to the end of the time that was looked at.</param>
internal sealed record Restored(string Fault, double Seconds, bool IsOver);

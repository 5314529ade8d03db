using System.Security.Cryptography;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>What a twin is made of.</summary>
public sealed record TwinOptions
{
    /// <summary>How fast time passes. Default fast.</summary>
    public TwinPace Pace { get; init; } = TwinPace.Fast;

    /// <summary>The pace's name, printed with every result.</summary>
    public string PaceName => Pace.Plane.Name;

    /// <summary>Which addresses; null takes any that are free.</summary>
    public int? Number { get; init; }

    /// <summary>How many web servers. Default 3, one in each zone.</summary>
    public int Instances { get; init; } = 3;

    /// <summary>The key of the functions. Default: made for this twin.</summary>
    public string FunctionKey { get; init; } = NewSecret();

    /// <summary>The key of the management endpoints. Default: made for this twin.</summary>
    public string MasterKey { get; init; } = NewSecret();

    /// <summary>A folder for what must outlive a process; the twin makes a folder of its own in it and removes that.</summary>
    public string Folder { get; init; } = Environment.GetEnvironmentVariable("STEADFAST_RUN_DIR") ?? Path.GetTempPath();

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}

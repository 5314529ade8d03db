using System.Reflection;

namespace Steadfast.Local.Scenarios.Reports;

/// <summary>Says which code runs.</summary>
public static class SourceCommit
{
    private const string Variable = "STEADFAST_COMMIT";

    /// <summary>The commit that <c>./steadfast</c> found, else the one the program was built from, else null.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } told ? told : FromBuild();

    // The SDK writes it behind the version: "1.0.0+8f2c…".
    private static string? FromBuild() =>
        typeof(SourceCommit).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', 2) is [_, var commit] ? commit : null;
}

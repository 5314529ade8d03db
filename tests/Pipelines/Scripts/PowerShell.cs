using System.Reflection;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>The PowerShell that was restored with the packages of this project.</summary>
internal static class PowerShell
{
    /// <summary>What a script's path is added to. Missing, the tests fail: without it half of the hooks would go untested.</summary>
    public static string[] Command { get; } = [Dotnet(), Program(), "-NoProfile", "-NonInteractive", "-File"];

    private static string Program()
    {
        string path = typeof(PowerShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "PowerShell").Value!;
        return File.Exists(path) ? path : throw new FileNotFoundException($"PowerShell is not at {path}; restore the packages of tests/Pipelines again.", path);
    }

    // By its path, because a test may put a program of its own under that name.
    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
}

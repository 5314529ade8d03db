using System.Runtime.InteropServices;

namespace Steadfast.Local.Scenarios.Reports;

/// <summary>Machine that the figures were taken on.</summary>
/// <param name="Cpu">Name of the processor.</param>
/// <param name="Cores">How many of its cores there are.</param>
/// <param name="MemoryGiB">Memory that a process may use, in GiB.</param>
/// <param name="Dotnet">Version of .NET.</param>
/// <param name="System">Name and version of the operating system.</param>
/// <param name="Date">When this was looked at, UTC.</param>
public sealed record Machine(string Cpu, int Cores, double MemoryGiB, string Dotnet, string System, DateTimeOffset Date)
{
    /// <summary>Looks at the machine this runs on.</summary>
    public static Machine Look() => new(
        CpuName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(1024, 3), 1),
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        TimeProvider.System.GetUtcNow());

    // A line of /proc/cpuinfo: "model name	: AMD EPYC 7763 64-Core Processor"
    private static string CpuName() =>
        File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}

using System.Globalization;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Memory of processes, as Linux tells it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that the process has had resident since it began, in MB; null when that cannot be read.</summary>
    /// <param name="processId">The process.</param>
    public static double? MostMb(int processId)
    {
        try
        {
            // Sample: VmHWM:	  183432 kB
            string? line = File.ReadLines($"/proc/{processId}/status")
                .FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.TryParse(
                line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out double kilobytes)
                ? kilobytes / 1024
                : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

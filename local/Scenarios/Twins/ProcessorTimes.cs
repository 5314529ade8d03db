using System.ComponentModel;
using System.Diagnostics;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Processor time of processes.</summary>
internal static class ProcessorTimes
{
    /// <summary>Processor time that the process has used since it began; null when there is none with this id.</summary>
    public static TimeSpan? Of(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}

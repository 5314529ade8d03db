using System.Globalization;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Processor time of one process between two looks. A look at another process begins anew.</summary>
internal sealed class CpuMeter(TimeProvider clock)
{
    // Units of /proc/<pid>/stat; 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    private readonly Lock _gate = new();
    private int _process;
    private long _at;
    private double _used;

    /// <summary>Percent of all processors since the look before; null at the first look and when the process has gone.</summary>
    public double? Read(int process)
    {
        if (UsedBy(process) is not { } used)
        {
            return null;
        }

        lock (_gate)
        {
            double seconds = clock.GetElapsedTime(_at).TotalSeconds;
            double? percent = _process == process && seconds > 0
                ? Math.Clamp(100 * (used - _used) / seconds / Environment.ProcessorCount, 0, 100)
                : null;
            _process = process;
            _at = clock.GetTimestamp();
            _used = used;
            return percent;
        }
    }

    private static double? UsedBy(int process)
    {
        try
        {
            // 123 (mariadbd) S 1 ... : user and system time are fields 14 and 15, the name may hold spaces.
            string stat = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Ticks(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Steadfast.Local.Bench;

/// <summary>Time that all cores together have worked and idled since the machine was started, in ticks of the kernel.</summary>
/// <param name="Busy">Time at work, for whomever.</param>
/// <param name="Idle">Time without work.</param>
internal readonly record struct CpuTimes(long Busy, long Idle)
{
    private const string Source = "/proc/stat";

    /// <summary>Reads them; zero where the kernel does not tell.</summary>
    public static CpuTimes Read() => File.Exists(Source) ? Parse(File.ReadLines(Source).First()) : default;

    // Sample: "cpu 10132153 290696 3084719 46828483 16683 0 25195 0 175628 0": user, nice, system, idle, waiting for a disk, interrupts
    // (2), taken by other machines on the same host, and what is in the first two already (2).
    internal static CpuTimes Parse(string line)
    {
        long[] ticks = [
            .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Take(8).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        long idle = ticks[3] + ticks[4];
        return new(ticks.Sum() - idle, idle);
    }

    /// <summary>The share of all cores that was at work since an earlier look, 0 to 1.</summary>
    public double BusyShareSince(CpuTimes earlier)
    {
        long total = Busy - earlier.Busy + Idle - earlier.Idle;
        return total > 0 ? (double)(Busy - earlier.Busy) / total : 0;
    }
}

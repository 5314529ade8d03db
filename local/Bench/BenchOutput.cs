using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Bench;

/// <summary>Receiver of the figures of a measurement.</summary>
/// <param name="Json">The file, or null for none.</param>
/// <param name="Busy">Whether other programs used the machine just before the measurement.</param>
public sealed record BenchOutput(FileInfo? Json, bool Busy)
{
    // More than this share of all cores, taken by others, is seen in the figures.
    private const double TooMuch = 0.25;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Looks at what else the machine does, for a second, while nothing is measured yet.</summary>
    /// <param name="json">The file, or null for none.</param>
    public static async Task<BenchOutput> PrepareAsync(FileInfo? json, CancellationToken ct)
    {
        CpuTimes before = CpuTimes.Read();
        await Task.Delay(Look, TimeProvider.System, ct);
        double share = CpuTimes.Read().BusyShareSince(before);
        if (share > TooMuch)
        {
            Console.Error.WriteLine($"other programs use {share:P0} of this machine; the figures will show it");
        }

        return new(json, share > TooMuch);
    }

    /// <summary>Prints the table, writes the file, and says whether every target was reached.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> ConcludeAsync(
        IReadOnlyList<Figure> figures, string title = "figure (median of 5 after a warm-up)", object? runs = null)
    {
        Machine machine = Machine.Look();
        Console.WriteLine(Report.Table(machine, figures, title));
        if (Json is not null)
        {
            await File.WriteAllTextAsync(Json.FullName, Report.ToJson(machine, figures, new TwinOptions(), Busy, runs));
        }

        return ExitCode.From(figures.All(figure => figure.Reached != false));
    }
}

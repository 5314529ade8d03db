using System.Text.Json;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Simulation.Comparisons;
using Steadfast.Local.Simulation.Policies;

namespace Steadfast.Local.Simulation.Commands;

/// <summary><c>simulate --compare</c>: every policy on the same faults.</summary>
internal static class CompareCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Runs it, and writes what came of it where it is wanted.</summary>
    public static async Task<int> RunAsync(Seeds? seeds, int incidents, FileInfo? json, FileInfo? html, CancellationToken ct)
    {
        ManyComparisons comparisons = new(seeds ?? new(1, ulong.MaxValue - 1), seeds is null ? incidents : int.MaxValue, PolicyCatalog.All);
        bool shows = !Console.IsErrorRedirected;
        await comparisons.RunAsync(
            now =>
            {
                if (shows)
                {
                    Console.Error.Write($"\r{now.Progress.Worlds} schedules, {now.Progress.Outages} outages   ");
                }
            },
            ct);
        if (shows)
        {
            Console.Error.WriteLine();
        }

        Comparison all = comparisons.Read();
        foreach (string line in all.Lines())
        {
            Console.WriteLine(line);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(all, Json), CancellationToken.None);
        }

        if (html is not null)
        {
            await File.WriteAllTextAsync(html.FullName, ComparisonPage.Of(all), CancellationToken.None);
        }

        return ct.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.From(all.Broken.Count == 0);
    }
}

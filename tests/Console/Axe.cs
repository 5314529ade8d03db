using System.Text.Json;
using Microsoft.Playwright;

namespace Steadfast.Console.Tests;

/// <summary>axe-core, run in a page.</summary>
internal static class Axe
{
    private static readonly string Script = Path.Combine(Artifacts.Root, "tests/Console/axe/node_modules/axe-core/axe.min.js");

    /// <summary>Why it cannot be run; null when it can.</summary>
    public static string? Missing => File.Exists(Script) ? null : "axe-core is not installed: ./steadfast test gets it with npm";

    /// <summary>What is serious or worse: the rule, and where. Nothing where it is not installed: AxeTests is skipped then, and says why.</summary>
    /// <param name="page">The page.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        if (Missing is not null)
        {
            return [];
        }

        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            // Evaluated, not added as an element: the page's policy lets no script in.
            await page.EvaluateAsync(await File.ReadAllTextAsync(Script));
        }

        JsonElement? found = await page.EvaluateAsync(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(one => ['serious', 'critical'].includes(one.impact))"
            + ".flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.join(' ')} ${node.failureSummary}`))");
        return [.. found!.Value.EnumerateArray().Select(one => one.GetString()!)];
    }
}

using Spectre.Console;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>The program of the Aspire dashboard, which <c>./steadfast</c> takes from a package.</summary>
internal static class DashboardProgram
{
    private const string Variable = "STEADFAST_DASHBOARD";

    /// <summary>Its path; null, with a sentence on the console, when this machine has none.</summary>
    public static string? Find(IAnsiConsole console)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } program && File.Exists(program))
        {
            return program;
        }

        console.WriteLine(
            $"There is no Aspire dashboard here: its package, Aspire.Dashboard.Sdk for this kind of machine, could not be had ({Variable} "
                + "names no program). All else runs as without --dashboard.");
        return null;
    }
}

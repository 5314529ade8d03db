using Steadfast.Functions;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Host;

/// <summary><c>replay FILE</c>: says whether today's code still fits a recorded history.</summary>
internal static class ReplayCommand
{
    private const int Compatible = 0;
    private const int Incompatible = 1;
    private const int WrongUse = 2;

    public static int Run(string[] files, TextWriter output, TextWriter errors)
    {
        if (files.Length == 0)
        {
            errors.WriteLine("steadfast: replay wants at least one file. './steadfast replay --help' says more.");
            return WrongUse;
        }

        if (files.FirstOrDefault(file => file.StartsWith('-')) is { } option)
        {
            errors.WriteLine($"steadfast: replay has no option '{option}'. './steadfast replay --help' says more.");
            return WrongUse;
        }

        return files.Max(file => ReplayOne(file, output, errors));
    }

    private static int ReplayOne(string file, TextWriter output, TextWriter errors)
    {
        try
        {
            ReplayReport report = HistoryReplayer.Replay(
                File.ReadAllText(file), FunctionCatalog.FromAssembly(typeof(ServiceRegistration).Assembly));
            output.WriteLine(
                $"{(report.IsCompatible ? "compatible" : "NOT COMPATIBLE")}  {file}: {report.Orchestrator} {report.InstanceId}: "
                    + $"{report.Reason}");
            return report.IsCompatible ? Compatible : Incompatible;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            errors.WriteLine($"steadfast: {file} cannot be replayed: {problem.Message}");
            return WrongUse;
        }
    }
}

using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// Kills the Function App again and again while it handles an incident, at moments drawn by a seed that is told, and starts it as Azure
/// would.
/// </summary>
internal static class AutomationKills
{
    /// <summary>Kills of one run.</summary>
    public const int PerRun = 5;

    // An incident at pace fast takes some seconds, and a start a good one: the kills are spread over all of it, the very first moments
    // included.
    private const int MaxPauseMs = 1500;

    /// <summary>Kills it and starts it again.</summary>
    public static async Task RunAsync(Drill drill)
    {
        FunctionApp functions = drill.Twin.Functions;
        int seed = Random.Shared.Next();
        Random random = new(seed);
        drill.Story.Tell(Speaker.Fault, $"kill -9 of the Function App, {PerRun} times, at moments drawn by seed {seed}");
        for (int kill = 1; kill <= PerRun; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(MaxPauseMs)), drill.Twin.Options.Clock, drill.Ending);
            drill.Story.Tell(Speaker.Fault, $"kill {kill} of {PerRun} of the Function App (pid {functions.ProcessId})");
            functions.Kill();
            await functions.StartAsync(drill.Ending);
        }
    }
}

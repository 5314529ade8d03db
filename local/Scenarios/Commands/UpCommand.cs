using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>up</c>: keeps the whole stack running and tells what happens to it.</summary>
internal static class UpCommand
{
    private const string KeyVariable = "STEADFAST_KEY";

    public static Command Create(IAnsiConsole console)
    {
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();
        Command command = new("up", "Keeps the whole stack running on this machine and says what to try. Ctrl-C ends it.") { pace, number };
        command.SetAction(async (result, ct) =>
        {
            TwinOptions options = new() { Pace = TwinPace.Named(result.GetValue(pace)!), Number = result.GetValue(number) ?? 0 };
            string? ownKey = Environment.GetEnvironmentVariable(KeyVariable);
            options = ownKey is { Length: > 0 } ? options with { FunctionKey = ownKey } : options;

            Story story = new(console, options.Clock);
            await using Twin twin = await Twin.StartAsync(options, ct);
            Explain(console, twin, hasOwnKey: ownKey is { Length: > 0 });
            await using StoryWatcher watcher = new(twin, story);
            await KeepRunningAsync(twin, story, ct);
            story.Tell(Teller.Stage, "ending all processes");
            return 0;
        });
        return command;
    }

    // As Azure does with a Functions host that ends. Its histories are in the journal, so open incidents go on.
    private static async Task KeepRunningAsync(Twin twin, Story story, CancellationToken ct)
    {
        TaskCompletionSource asked = new();
        await using CancellationTokenRegistration registration = ct.Register(asked.SetResult);
        while (await Task.WhenAny(asked.Task, twin.Functions.Ended) != asked.Task)
        {
            story.Tell(Teller.Stage, $"the Function App ended with code {await twin.Functions.Ended}; starting it again");
            await twin.Functions.StartAsync(ct);
            story.Tell(Teller.Stage, $"the Function App is back (pid {twin.Functions.ProcessId}) and goes on where it was");
        }
    }

    private static void Explain(IAnsiConsole console, Twin twin, bool hasOwnKey)
    {
        Grid grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("web application", twin.Addresses.ClientUrl.ToString());
        grid.AddRow("Function App", $"{twin.Functions.Url}api/incidents, {twin.Functions.Url}api/alerts (pid {twin.Functions.ProcessId})");
        grid.AddRow("control plane", twin.Addresses.Azure.ToString());
        foreach (WebMachine machine in twin.Machines)
        {
            grid.AddRow($"web server {machine.Spec.InstanceId}, zone {machine.Spec.Zone}", $"{Twin.EndPoint(machine)} (pid {machine.Process.ProcessId})");
        }

        console.Write(new Panel(grid).Header($" twin {twin.Addresses.Number}, pace {twin.Options.PaceName} ").RoundedBorder());
        console.WriteLine("Try, in another terminal:");
        if (!hasOwnKey)
        {
            // A key of this run alone, for an address only this machine can reach; without it nothing below could be tried.
            console.WriteLine($"  export {KeyVariable}={twin.Options.FunctionKey}");
        }

        console.WriteLine($"  curl -s {twin.Addresses.ClientUrl} | grep -i instance");
        console.WriteLine($"  kill -9 {twin.Machines[0].Process.ProcessId}        # a crash: watch this terminal");
        console.WriteLine($"  kill -STOP {twin.Machines[1].Process.ProcessId}     # a hang");
        console.WriteLine($"  curl -s -H \"x-functions-key: ${KeyVariable}\" {twin.Functions.Url}api/incidents");
        console.WriteLine($"  kill -9 {twin.Functions.ProcessId}        # the automation itself: it is started again and goes on where it was");
        console.WriteLine("Two of three web servers at once are not repaired, because the fault is then elsewhere; Ctrl-C and a new start begin afresh.");
        console.WriteLine("Ctrl-C ends it all.");
    }
}

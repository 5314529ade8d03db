using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>up</c>: keeps the whole stack running and tells what happens to it.</summary>
internal static class UpCommand
{
    private const string KeyVariable = "STEADFAST_KEY";
    private const string MasterKeyVariable = "STEADFAST_MASTER_KEY";

    public static Command Create(IAnsiConsole console)
    {
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();
        Option<string> host = TwinCommandOptions.Host();
        Option<bool> strict = new("--strict-standby") { Description = "commits wait for a silent standby for ever instead of 1.5 s" };
        Command command = new("up", "Keeps the whole stack running on this machine and says what to try. Ctrl-C ends it.") { pace, number, host, strict };
        command.SetAction(async (result, ct) =>
        {
            TwinOptions options = new() { Pace = TwinPace.Named(result.GetValue(pace)!), Host = TwinCommandOptions.Available(result.GetValue(host)!), Number = result.GetValue(number) ?? 0, HasDatabase = true };
            options = options with
            {
                FunctionKey = Own(KeyVariable) ?? options.FunctionKey,
                MasterKey = Own(MasterKeyVariable) ?? options.MasterKey,
                ArmToken = Own(ControlPlaneHints.TokenVariable) ?? options.ArmToken,
                CommitWait = result.GetValue(strict) ? Timeout.InfiniteTimeSpan : options.CommitWait,
            };

            Story log = new(console, options.Clock);
            await using Twin twin = await Twin.StartAsync(options, ct);
            Explain(console, twin);
            await using StoryWatcher watcher = new(twin, log);
            await KeepRunningAsync(twin, log, ct);
            log.Tell(Speaker.Stage, "ending all processes");
            return 0;
        });
        return command;
    }

    private static string? Own(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key : null;

    // As Azure does with a Functions host that ends. Its histories are in the journal, or in the storage, so open incidents go on.
    private static async Task KeepRunningAsync(Twin twin, Story log, CancellationToken ct)
    {
        TaskCompletionSource asked = new();
        await using CancellationTokenRegistration registration = ct.Register(asked.SetResult);
        while (await Task.WhenAny(asked.Task, twin.Functions.Ended) != asked.Task)
        {
            log.Tell(Speaker.Stage, $"the Function App ended with code {await twin.Functions.Ended}; starting it again");
            await twin.Functions.StartAsync(ct);
            log.Tell(Speaker.Stage, $"the Function App is back (pid {twin.Functions.ProcessId}) and goes on where it was");
        }
    }

    private static void Explain(IAnsiConsole console, Twin twin)
    {
        Grid grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("web application", twin.Addresses.ClientUrl.ToString());
        grid.AddRow("Function App", $"{twin.Functions.Url}api/incidents, {twin.Functions.Url}api/alerts (pid {twin.Functions.ProcessId})");
        grid.AddRow("control plane", $"{twin.Addresses.Azure}, with TLS {twin.Addresses.AzureTls}");
        foreach (TwinMachine machine in twin.Machines)
        {
            grid.AddRow($"web server {machine.Id}, zone {machine.Spec.Zone}", $"{machine.EndPoint} ({machine.Handle})");
        }

        if (twin.Database is { Pair: { } pair })
        {
            grid.AddRow("database", $"{twin.Database.FunctionsWay.Address} for the Function App, one address more for each web server");
            foreach (DatabaseMember member in pair.Members)
            {
                grid.AddRow($"{(member == pair.Primary ? "primary" : "standby")} {member.Name}, zone {member.Zone}", $"{member.Server.Options.Address} (pid {member.Server.ProcessId})");
            }
        }

        console.Write(new Panel(grid).Header($" twin {twin.Addresses.Number}, pace {twin.Options.PaceName}, host {twin.Options.HostName} ").RoundedBorder());
        console.WriteLine("Try, in another terminal:");
        // Keys of this run alone, for addresses that only this machine can reach; without them nothing below could be tried.
        TellKey(console, KeyVariable, twin.Options.FunctionKey);
        TellKey(console, MasterKeyVariable, twin.Options.MasterKey);
        console.WriteLine($"  curl -s {twin.Addresses.ClientUrl} | grep -i instance");
        console.WriteLine($"  kill -9 {twin.WebServer("1").Process.ProcessId}        # a crash: watch this terminal");
        console.WriteLine($"  kill -STOP {twin.WebServer("2").Process.ProcessId}     # a hang");
        if (twin.Database is { Pair: { } database })
        {
            console.WriteLine($"  kill -9 {database.Primary.Server.ProcessId}        # the primary database server: the platform fails over, the automation looks on and verifies");
            console.WriteLine($"  curl -s -H \"x-functions-key: ${KeyVariable}\" {twin.Functions.Url}api/database");
            console.WriteLine($"  curl -s -H \"x-functions-key: ${KeyVariable}\" --json '{{\"mode\":\"graceful\",\"by\":\"me\",\"reason\":\"to see it\"}}' {twin.Functions.Url}api/database/failover");
        }

        console.WriteLine($"  curl -s -H \"x-functions-key: ${KeyVariable}\" {twin.Functions.Url}api/incidents");
        if (twin.Options.Host == HostKind.Local)
        {
            console.WriteLine($"  curl -s -H \"x-functions-key: ${MasterKeyVariable}\" {twin.Functions.Url}runtime/webhooks/durabletask/instances/INCIDENT-ID/history > h.json && ./steadfast replay h.json");
        }

        console.WriteLine($"  kill -9 {twin.Functions.ProcessId}        # the automation itself: it is started again and goes on where it was");
        foreach (string line in ControlPlaneHints.Of(twin.Addresses.AzureTls, twin.AuthorityFile, twin.Options, Own(ControlPlaneHints.TokenVariable) is not null))
        {
            console.WriteLine(line);
        }

        console.WriteLine("Kill two of three web servers at once: the fault may then be elsewhere, so one is repaired first, and the other only when that has helped.");
        console.WriteLine("Ctrl-C ends it all.");
    }

    private static void TellKey(IAnsiConsole console, string variable, string key)
    {
        if (Own(variable) is null)
        {
            console.WriteLine($"  export {variable}={key}");
        }
    }
}

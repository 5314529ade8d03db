using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Files;
using Steadfast.Local.Stack.SignIn;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>up</c>: keeps the whole stack running and tells what happens to it.</summary>
internal static class UpCommand
{
    private const string OfNpm = "is not installed. It comes with npm, for which Node 20 or later has to be there.";
    private const string KeyVariable = "STEADFAST_KEY";
    private const string MasterKeyVariable = "STEADFAST_MASTER_KEY";

    public static Command Create(IAnsiConsole console)
    {
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();
        Option<string> host = TwinCommandOptions.Host();
        Option<bool> strict = new("--strict-standby") { Description = "commits wait for a silent standby for ever instead of 1.5 s" };
        Option<bool> open = new("--open") { Description = "opens the console in a browser, which asks for the key that is printed" };
        Option<bool> cache = new("--cache") { Description = "puts a cache in front of the database: two Redis servers behind one name" };
        Option<bool> dashboard = new("--dashboard") { Description = "shows traces and metrics in the Aspire dashboard" };
        Option<bool> files = new("--files") { Description = "lets notes have files: blob storage (Azurite) as a process" };
        Option<bool> signIn = new("--sign-in") { Description = "asks for a sign-in: an OpenID provider as a process" };
        Command command = new("up", "Keeps the whole stack running on this machine and says what to try. Ctrl-C ends it.")
        {
            pace,
            number,
            host,
            strict,
            open,
            cache,
            dashboard,
            files,
            signIn,
        };
        command.SetAction(async (result, ct) =>
        {
            TwinOptions options = new()
            {
                Pace = TwinPace.Named(result.GetValue(pace)!),
                Host = TwinCommandOptions.Available(result.GetValue(host)!),
                Number = result.GetValue(number) ?? 0,
                HasDatabase = true,
                HasCache = result.GetValue(cache) && RedisServer.IsInstalled,
                HasFiles = result.GetValue(files) && BlobServer.Program is not null,
            };
            options = options with
            {
                FunctionKey = Own(KeyVariable) ?? options.FunctionKey,
                MasterKey = Own(MasterKeyVariable) ?? options.MasterKey,
                ArmToken = Own(ControlPlaneHints.TokenVariable) ?? options.ArmToken,
                DashboardProgram = result.GetValue(dashboard) ? DashboardProgram.Find(console) : null,
                HasSignIn = result.GetValue(signIn) && OidcProvider.Program is not null,
                CommitWait = result.GetValue(strict) ? Timeout.InfiniteTimeSpan : options.CommitWait,
            };

            TwinShow show = new(options.Clock);
            options = options with { HasPage = true, Tape = show.Tape };
            TwinStage stage = new(console, options, show);
            await using PageServer page = await PageServer.StartAsync(show, options, stage.Ask, ct);
            bool isFirst = true;
            await stage.RunAsync(
                twin =>
                {
                    Explain(console, twin);
                    TellMissing(console, "The cache is off: redis-server is not installed. Install the package redis-server.", isMissing: result.GetValue(cache) && twin.Cache is null);
                    TellMissing(console, $"Files are off: Azurite {OfNpm}", isMissing: result.GetValue(files) && twin.Files is null);
                    TellMissing(console, $"Sign-in is off: the OpenID provider {OfNpm}", isMissing: result.GetValue(signIn) && twin.SignIn is null);
                    if (isFirst && result.GetValue(open))
                    {
                        console.WriteLine(ConsolePage.Open(page.Url));
                    }

                    isFirst = false;
                },
                ct);
            return 0;
        });
        return command;
    }

    private static void TellMissing(IAnsiConsole console, string what, bool isMissing)
    {
        if (isMissing)
        {
            console.WriteLine(what);
        }
    }

    private static string? Own(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key : null;

    private static void Explain(IAnsiConsole console, Twin twin)
    {
        Grid grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("web application", twin.Addresses.ClientUrl.ToString());
        grid.AddRow("console", ConsolePage.AddressOf(twin.Addresses.Page).ToString());
        grid.AddRow("break it", $"{twin.Addresses.Page}twin/: every fault as a button, what clients go through, and stories");
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
                grid.AddRow(
                    $"{(member == pair.Primary ? "primary" : "standby")} {member.Name}, zone {member.Zone}",
                    $"{member.Server.Options.Address} (pid {member.Server.ProcessId})");
            }
        }

        if (twin.Dashboard is { Page: { } page })
        {
            grid.AddRow("dashboard", page.ToString());
        }

        if (twin.Cache is { Pair: { } caches })
        {
            grid.AddRow(
                "cache",
                $"{caches.Way.Address}, primary {caches.Primary.Address} (pid {caches.Primary.ProcessId}), replica "
                    + $"{caches.Replica.Address} (pid {caches.Replica.ProcessId})");
        }

        if (twin.Files is { } blobs)
        {
            grid.AddRow("storage of files", $"{blobs.Container} (pid {blobs.ProcessId}); evidence is kept there too");
        }

        if (twin.SignIn is { Provider: { } provider })
        {
            grid.AddRow("sign-in", $"{provider.Address} (pid {provider.ProcessId}): ada may come in, ben may not");
        }

        console.Write(
            new Panel(grid).Header($" twin {twin.Addresses.Number}, pace {twin.Options.PaceName}, host {twin.Options.HostName} ")
                .RoundedBorder());
        console.WriteLine("Try, in another terminal:");
        // Keys of this run alone, for addresses that only this machine can reach; without them nothing below could be tried.
        TellKey(console, KeyVariable, twin.Options.FunctionKey);
        TellKey(console, MasterKeyVariable, twin.Options.MasterKey);
        console.WriteLine($"  curl -s {twin.Addresses.ClientUrl} | grep -i instance");
        console.WriteLine($"  kill -9 {twin.WebServer("1").Process.ProcessId}        # a crash: watch this terminal");
        console.WriteLine($"  kill -STOP {twin.WebServer("2").Process.ProcessId}     # a hang");
        if (twin.Database is { Pair: { } database })
        {
            console.WriteLine(
                $"  kill -9 {database.Primary.Server.ProcessId}        # the primary database server: the platform fails over, the "
                    + "automation looks on and verifies");
            console.WriteLine($"  curl -s -H \"x-functions-key: ${KeyVariable}\" {twin.Functions.Url}api/database");
            console.WriteLine(
                $"  curl -s -H \"x-functions-key: ${KeyVariable}\" --json '{{\"mode\":\"graceful\",\"by\":\"me\",\"reason\":\"to see "
                    + $"it\"}}' {twin.Functions.Url}api/database/failover");
        }

        if (twin.Cache is not null)
        {
            console.WriteLine(
                $"  curl -si {twin.Addresses.ClientUrl}api/notes | grep -iE '^(age|cache-status)'        # where an answer comes from");
            console.WriteLine($"  kill -STOP {twin.Cache.Pair.Primary.ProcessId}     # the cache hangs: nobody notices");
        }

        if (twin.SignIn is not null)
        {
            console.WriteLine(
                $"  kill -9 {twin.SignIn.Provider.ProcessId}        # the provider: whoever is signed in goes on, and nobody new comes in");
        }

        if (twin.Files is not null)
        {
            console.WriteLine(
                $"  curl -s -T README.md '{twin.Addresses.ClientUrl}api/notes/1/file?name=README.md'        # gives the first note a file");
            console.WriteLine($"  kill -STOP {twin.Files.ProcessId}     # the storage of files hangs: notes go on");
        }

        console.WriteLine($"  curl -s -H \"x-functions-key: ${KeyVariable}\" {twin.Functions.Url}api/incidents");
        if (twin.Options.Host == HostKind.Local)
        {
            console.WriteLine($"  curl -s -H \"x-functions-key: ${MasterKeyVariable}\" "
                + $"{twin.Functions.Url}runtime/webhooks/durabletask/instances/INCIDENT-ID/history > h.json && ./steadfast replay h.json");
        }

        console.WriteLine(
            $"  kill -9 {twin.Functions.ProcessId}        # the automation itself: it is started again and goes on where it was");
        foreach (string line in ControlPlaneHints.Of(twin.Addresses.AzureTls, twin.AuthorityFile, twin.Options, Own(ControlPlaneHints.TokenVariable) is not null))
        {
            console.WriteLine(line);
        }

        console.WriteLine(
            "Kill two of three web servers at once: the fault may then be elsewhere, so one is repaired first, and the other only when "
                + "that has helped.");
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

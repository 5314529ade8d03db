using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests;

/// <summary>
/// What <c>./steadfast</c> answers from texts, without a build, is what the programs would have answered. To record the texts anew:
/// <c>STEADFAST_RECORD_TEXTS=1 ./steadfast test --filter CommandTextTests</c>.
/// </summary>
[Trait("Category", "real-processes")]
public sealed class CommandTextTests
{
    private const string Folder = "local/Command";
    private static readonly bool Records = Environment.GetEnvironmentVariable("STEADFAST_RECORD_TEXTS") == "1";
    private static readonly string Scenarios = typeof(ScenarioCatalog).Assembly.Location;
    private static readonly string Bench = Scenarios.Replace("Steadfast.Scenarios.Tests", "Steadfast.Bench", StringComparison.Ordinal).Replace("Steadfast.Scenarios.dll", "Steadfast.Bench.dll", StringComparison.Ordinal);
    private static readonly string Simulation = Bench.Replace("Steadfast.Bench", "Steadfast.Simulation", StringComparison.Ordinal);
    private static readonly string Root = FindRoot();

    [Theory]
    [InlineData("demo")]
    [InlineData("up")]
    [InlineData("drill")]
    [InlineData("backup-drill")]
    public async Task Help_of_a_command_is_that_of_its_program(string command)
    {
        string expected = (await DotnetAsync(Scenarios, command, "--help")).Output;
        await RecordAsync($"help/{command}.txt", expected);

        Assert.Equal((ExitCode.Met, expected.Trim()), Trimmed(await SteadfastAsync(command, "--help")));
    }

    [Fact]
    public async Task Help_of_the_simulation_is_that_of_its_program()
    {
        string expected = (await DotnetAsync(Simulation, "--help")).Output;
        await RecordAsync("help/simulate.txt", expected);

        Assert.Equal((ExitCode.Met, expected.Trim()), Trimmed(await SteadfastAsync("simulate", "--help")));
    }

    [Fact]
    public async Task Help_of_bench_has_that_of_everything_it_measures()
    {
        string all = (await DotnetAsync(Bench, "--help")).Output.TrimEnd();
        string[] names = [.. all.Split('\n').SkipWhile(line => line != "Commands:").Skip(1).Select(line => line.Trim().Split(' ')[0])];
        foreach (string name in names)
        {
            all += $"\n\n--- {name} ---\n\n{(await DotnetAsync(Bench, name, "--help")).Output.TrimEnd()}";
        }

        await RecordAsync("help/bench.txt", all + "\n");

        Assert.True(names.Length >= 3, all);
        Assert.Equal((ExitCode.Met, all), Trimmed(await SteadfastAsync("bench", "--help")));
    }

    [Theory]
    [InlineData("drill")]
    [InlineData("drill", "--scenario", "database-*")]
    [InlineData("drill", "--scenario=two-at-once")]
    [InlineData("drill", "--scenario", "no-such")]
    [InlineData("demo")]
    [InlineData("demo", "--scenario", "database-*")]
    [InlineData("demo", "--scenario=no-such")]
    public async Task The_list_of_scenarios_is_that_of_the_catalog(string command, params string[] chosen)
    {
        await RecordAsync("scenarios.txt", (await DotnetAsync(Scenarios, "drill", "--list")).Output);
        (int code, string output) = await DotnetAsync(Scenarios, [command, "--list", .. chosen]);

        Assert.Equal((code, output), await SteadfastAsync([command, "--list", .. chosen]));
    }

    [Fact]
    public async Task Doctor_looks_at_every_address_of_a_twin_and_names_the_one_that_is_taken()
    {
        int number;
        string[] expected;
        using (TwinAddresses free = TwinAddresses.ClaimAny())
        {
            number = free.Number;
            expected = [.. free.All.Select(address => $"{address}")];
        }

        using TcpHold hold = TcpHold.At(IPEndPoint.Parse($"127.{number}.0.1:8091"));
        (int code, string output) = await RunAsync(new("bash", [Path.Combine(Root, "steadfast"), "doctor", "--twin", $"{number}"]));

        string[] lines = [.. output.Split('\n').Where(line => line.Contains($" 127.{number}.", StringComparison.Ordinal))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Select(line => Regex.Match(line, @"127[\d.:]+\d").Value).Order(StringComparer.Ordinal));
        Assert.Equal((ExitCode.Unmet, $"127.{number}.0.1:8091"), (code, Regex.Match(Assert.Single(lines, line => !line.StartsWith("  ok ", StringComparison.Ordinal)), @"^  taken +([\d.:]+\d): .+ listens there;").Groups[1].Value));
    }

    [Theory]
    [InlineData("up", "--host", "func")]
    [InlineData("drill", "--scenario=instance-crash", "--host=func")]
    public async Task Where_Core_Tools_are_missing_it_is_said_before_anything_is_built(params string[] arguments) =>
        Assert.Equal((ExitCode.CannotRun, $"steadfast: {CoreTools.Missing}\n"), await SteadfastAsync(arguments));

    private static (int Code, string Output) Trimmed((int Code, string Output) ended) => (ended.Code, ended.Output.Trim());

    private static async Task RecordAsync(string file, string text)
    {
        if (Records)
        {
            await File.WriteAllTextAsync(Path.Combine(Root, Folder, file), text.TrimEnd() + "\n", TestContext.Current.CancellationToken);
        }
    }

    private static Task<(int Code, string Output)> DotnetAsync(string program, params string[] arguments) => RunAsync(new("dotnet", [program, .. arguments]));

    // On a machine that has nothing else: neither .NET nor anything that could fetch it.
    private static async Task<(int Code, string Output)> SteadfastAsync(params string[] arguments)
    {
        DirectoryInfo tools = Directory.CreateTempSubdirectory("steadfast-test-");
        try
        {
            foreach (string name in (string[])["bash", "cat", "cut", "dirname", "paste", "sed"])
            {
                File.CreateSymbolicLink(Path.Combine(tools.FullName, name), $"/usr/bin/{name}");
            }

            ProcessStartInfo info = new("/usr/bin/bash", [Path.Combine(Root, "steadfast"), .. arguments]);
            info.Environment["PATH"] = tools.FullName;
            return await RunAsync(info);
        }
        finally
        {
            tools.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(ProcessStartInfo info)
    {
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}

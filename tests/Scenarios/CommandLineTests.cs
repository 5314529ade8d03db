using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Scenarios.Tests;

/// <summary>The command as a person calls it, as a process of its own.</summary>
[Trait("Category", "real-processes")]
public sealed class CommandLineTests
{
    private static readonly string Program = typeof(ScenarioCatalog).Assembly.Location;

    [Fact]
    public async Task A_drill_writes_one_JSON_object_per_run_with_the_names_of_the_plan()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("steadfast-test-").FullName, "out.json");
        try
        {
            (int code, string output) = await RunAsync("drill", "--scenario", "instance-crash", "--json", file);

            Assert.True(code == 0, output);
            JsonElement report = JsonDocument.Parse((await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Single()).RootElement;
            Assert.Equal(
                ["scenario", "pace", "outcome", "diagnosis", "actions", "timeline", "requests", "writes", "expectations", "date", "commit", "machine", "reads", "host", "busy"],
                report.EnumerateObject().Select(property => property.Name));
            Assert.Equal(
                ["faultMs", "firstFailureMs", "signalMs", "decisionMs", "actionAcceptedMs", "actionDoneMs", "restoredMs", "closedMs", "target"],
                report.GetProperty("timeline").EnumerateObject().Select(property => property.Name));
            Assert.Equal(("instance-crash", "fast", "recovered"), (report.GetProperty("scenario").GetString(), report.GetProperty("pace").GetString(), report.GetProperty("outcome").GetString()));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Theory]
    [InlineData("--pace must be fast or azure, not 'slow'. './steadfast demo --help' says more.", "demo", "--pace", "slow")]
    [InlineData("--host must be local or func, not 'azure'. './steadfast drill --help' says more.", "drill", "--host", "azure")]
    [InlineData("--twin must be 0 to 254, not '900'. './steadfast up --help' says more.", "up", "--twin", "900")]
    [InlineData("--runs must be 1 to 100, not '0'. './steadfast drill --help' says more.", "drill", "--runs", "0")]
    [InlineData("--runs must be 1 to 100, not 'many'. './steadfast drill --help' says more.", "drill", "--runs", "many")]
    [InlineData("Required argument missing for option: '--json'. It wants FILE: write the reports to a file, one JSON object a line. './steadfast drill --help' says more.", "drill", "--json")]
    [InlineData("--json: there is no folder /no-such-folder. Make it first, or name another. './steadfast drill --help' says more.", "drill", "--json", "/no-such-folder/out.json")]
    [InlineData("Unrecognized command or argument '--rns'. There are: --scenario, --json, --runs, --list, --pace, --twin, --host. './steadfast drill --help' says more.", "drill", "--rns", "3")]
    [InlineData("Unrecognized command or argument 'fly'. There are: demo, up, drill, backup-drill. './steadfast --help' says more.", "fly")]
    [InlineData("Required command was not provided. There are: demo, up, drill, backup-drill. './steadfast --help' says more.")]
    public async Task Wrong_use_is_answered_with_one_sentence_that_names_what_is_allowed(string expected, params string[] arguments) =>
        Assert.Equal((ExitCode.CannotRun, $"steadfast: {expected}\n"), await RunAsync(arguments));

    [Fact]
    public async Task A_scenario_that_there_is_not_is_answered_with_those_that_there_are()
    {
        string all = string.Join(", ", ScenarioCatalog.All.Select(scenario => scenario.Name));

        Assert.Equal(
            (ExitCode.CannotRun, $"steadfast: --scenario: There is no scenario 'no-such'. There are: {all}. './steadfast drill --help' says more.\n"),
            await RunAsync("drill", "--scenario", "no-such"));
    }

    [Theory]
    [InlineData("0.1:8080")]
    [InlineData("0.1:7071")]
    [InlineData("0.1:8090")]
    [InlineData("0.1:8091")]
    [InlineData("1.5:8080")]
    [InlineData("2.4:3306")]
    public async Task An_address_that_another_program_has_is_one_sentence_with_that_address(string address)
    {
        int number = FreeNumber();
        using TcpHold hold = TcpHold.At(IPEndPoint.Parse($"127.{number}.{address}"));

        Assert.Equal(
            (ExitCode.CannotRun, $"steadfast: 127.{number}.{address} is taken by another program, and twin {number} needs it. End that program, or choose another twin with --twin N (0 to 254).\n"),
            await RunAsync("up", "--twin", $"{number}"));
    }

    [Fact]
    public async Task A_second_twin_with_the_same_number_is_one_sentence_with_the_address()
    {
        using TwinAddresses first = TwinAddresses.ClaimAny();

        Assert.Equal(
            (ExitCode.CannotRun, $"steadfast: A twin with number {first.Number} runs already: it holds 127.{first.Number}.0.1:8079. End it, or choose another with --twin N (0 to 254).\n"),
            await RunAsync("up", "--twin", $"{first.Number}"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_one_sentence_with_its_name()
    {
        (int code, string output) = await RunAsync([("STEADFAST_RUN_DIR", "/proc/no-such")], "up", "--twin", $"{FreeNumber()}");

        Assert.Equal(ExitCode.CannotRun, code);
        Assert.Matches(@"^steadfast: /proc/no-such/twin-\d+-\d+ cannot be made, where the twin keeps its files: .* Set TMPDIR to a folder that can be written to\.\n$", output);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("demo")]
    [InlineData("drill")]
    public async Task Where_Core_Tools_are_missing_a_command_on_them_says_where_to_get_them(string command) =>
        Assert.Equal((ExitCode.CannotRun, $"steadfast: {CoreTools.Missing}\n"), await RunAsync([(CoreTools.Variable, "/no-such")], command, "--host", "func"));

    private static int FreeNumber()
    {
        using TwinAddresses free = TwinAddresses.ClaimAny();
        return free.Number;
    }

    private static Task<(int Code, string Output)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    private static async Task<(int Code, string Output)> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!, [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.Ordinal))
        {
            info.FileName = "dotnet";
        }

        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}

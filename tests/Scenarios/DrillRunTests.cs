using System.Net;
using System.Text.Json;
using Spectre.Console;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>However a drill ends, the results by then are printed and in the file.</summary>
[Trait("Category", "fast")]
public sealed class DrillRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-test-");
    private readonly StringWriter _told = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private FileInfo Json => new(Path.Combine(_folder.FullName, "out.json"));

    public void Dispose()
    {
        _stop.Dispose();
        _told.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_scenario_that_breaks_is_reported_as_such_and_the_others_run()
    {
        int code = await RunAsync(new(), new Made("breaks", _ => throw new NotSupportedException("a fault of the scenario")), new Made("goes well", _ => { }));

        Assert.Equal(ExitCode.Unmet, code);
        Assert.Equal(["breaks crashed", "goes well none"], Reports(report => $"{report.GetProperty("scenario")} {report.GetProperty("outcome")}"));
        Assert.Contains("the scenario comes to its end: NotSupportedException: a fault of the scenario", _told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Ctrl_C_ends_keeps_the_results_so_far()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            new(), new Made("goes well", _ => { }), new Made("is ended", _ => { _stop.Cancel(); throw new HttpRequestException("the Function App is gone"); }), new Made("never comes", _ => { })));

        Assert.Equal(["goes well"], Reports(report => report.GetProperty("scenario").GetString()!));
        Assert.Contains("ended after 1 of 3 runs", _told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_on_which_no_twin_can_run_ends_the_drill_and_keeps_the_results_so_far()
    {
        TwinOptions options = new() { Number = Free() };
        // One that this twin does not listen on itself, as it has no database.
        using TcpHold hold = new(IPEndPoint.Parse($"127.{options.Number}.2.4:3306"));

        await Assert.ThrowsAsync<MachineException>(() => RunAsync(options, new Made("goes well", _ => hold.Take()), new Made("cannot start", _ => { }), new Made("never comes", _ => { })));

        Assert.Equal(["goes well"], Reports(report => report.GetProperty("scenario").GetString()!));
    }

    [Fact]
    public async Task A_report_says_when_of_what_and_on_what_it_was_made()
    {
        DateTimeOffset before = TimeProvider.System.GetUtcNow();

        await RunAsync(new(), new Made("goes well", _ => { }));

        DrillReport report = JsonSerializer.Deserialize<DrillReport>(File.ReadAllText(Json.FullName), JsonSerializerOptions.Web)!;
        Assert.InRange(report.Date, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(("fast", "local", false), (report.Pace, report.Host, report.Busy));
        Assert.Equal(Environment.ProcessorCount, report.Machine!.Cores);
        Assert.Matches("^[0-9a-f]{40}(-changed)?$", report.Commit);
    }

    private static int Free()
    {
        using TwinAddresses free = TwinAddresses.ClaimAny();
        return free.Number;
    }

    private Task<int> RunAsync(TwinOptions options, params IScenario[] scenarios)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_told), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        return DrillRun.RunAsync(console, scenarios, runs: 1, options, Json, _stop.Token);
    }

    private string[] Reports(Func<JsonElement, string> pick) => [.. File.ReadAllLines(Json.FullName).Select(line => pick(JsonDocument.Parse(line).RootElement))];

    // The control plane and machines without processes of their own, which is there at once.
    private sealed class Made(string name, Action<Twin> run) : IScenario
    {
        public string Name => name;

        public string Title => "made by a test";

        public TwinOptions Prepare(TwinOptions options) => options with { IsAutomated = false, IsCrowd = true };

        public Task<DrillReport> RunAsync(Twin twin, Story log, CancellationToken ct)
        {
            run(twin);
            return Task.FromResult(new DrillReport(
                name, twin.Options.PaceName, "none", null, [], new(0, null, null, null, null, null, null, null), new(0, 0, 0, 0), null, [new("it runs", Met: true)]));
        }
    }
}

using Spectre.Console;
using Steadfast.Functions.Platform;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>Runs scenarios one after the other. However it ends, what was seen by then is printed and in the file.</summary>
internal sealed class DrillRun
{
    private readonly IAnsiConsole _console;
    private readonly TwinOptions _options;
    private readonly StreamWriter? _file;
    private readonly DrillOutput _output;
    private readonly List<DrillReport> _reports = [];

    private DrillRun(IAnsiConsole console, TwinOptions options, StreamWriter? file, DrillOutput output)
    {
        _output = output;
        _console = console;
        _options = options;
        _file = file;
    }

    /// <summary>Runs each scenario on a twin of its own, prints the table and writes the file.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="MachineException">This machine lets no twin run.</exception>
    public static async Task<int> RunAsync(
        IAnsiConsole console, IReadOnlyList<IScenario> scenarios, int runs, TwinOptions options, FileInfo? json, CancellationToken ct,
        DrillOutput? output = null)
    {
        await using StreamWriter? file = json?.CreateText();
        IScenario[] all = [.. scenarios.SelectMany(scenario => Enumerable.Repeat(scenario, runs))];
        return await new DrillRun(console, options, file, output ?? new()).RunAsync(all, ct);
    }

    private async Task<int> RunAsync(IScenario[] scenarios, CancellationToken ct)
    {
        try
        {
            foreach (IScenario scenario in scenarios)
            {
                await KeepAsync(await RunOneAsync(scenario, ct));
            }
        }
        catch (Exception problem) when (ct.IsCancellationRequested && problem is not OperationCanceledException)
        {
            // What breaks while everything is being ended says nothing.
            throw new OperationCanceledException("The drill was ended.", problem, ct);
        }
        finally
        {
            Print(scenarios.Length);
        }

        return ExitCode.From(_reports.All(report => report.AllMet));
    }

    private async Task<DrillReport> RunOneAsync(IScenario scenario, CancellationToken ct)
    {
        _output.Begins?.Invoke(scenario);
        Story log = new(_console, _options.Clock) { Listener = _output.Listener };
        log.Headline($"{scenario.Name}: {scenario.Title}");
        DrillReport report = await RunOrCrashAsync(scenario, log, ct);
        _output.Judged?.Invoke(report);
        foreach (Expectation expectation in report.Expectations)
        {
            Grid line = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(3).PadRight(2)).AddColumn();
            _console.Write(
                line.AddRow(expectation.Met ? "[green]met[/]" : "[red]NOT MET[/]", Markup.Escape(Statement.Capital(expectation.Text))));
        }

        return report;
    }

    // One scenario that fails to run is no reason to lose the others; a machine on which none can run is.
    private async Task<DrillReport> RunOrCrashAsync(IScenario scenario, Story log, CancellationToken ct)
    {
        DateTimeOffset began = _options.Clock.GetUtcNow();
        try
        {
            return await ScenarioRun.RunAsync(scenario, _options, log, ct, _output.Started, _output.Ended);
        }
        catch (Exception problem) when (problem is not MachineException && !ct.IsCancellationRequested)
        {
            _console.WriteLine(problem.ToString());
            return DrillReport.Crashed(scenario.Name, _options.PaceName, problem) with
            {
                Date = began,
                Commit = SourceCommit.Find(),
                Machine = Machine.Look(),
                Host = _options.HostName,
            };
        }
    }

    private async Task KeepAsync(DrillReport report)
    {
        _reports.Add(report);
        if (_file is not null)
        {
            await _file.WriteLineAsync(report.ToJson());
            await _file.FlushAsync(CancellationToken.None);
        }
    }

    private void Print(int planned)
    {
        if (_reports.Count == 0)
        {
            return;
        }

        _console.WriteLine();
        _output.Print(_console, _reports);
        if (_reports.Count < planned)
        {
            _console.MarkupLine($"[red]ended after {_reports.Count} of {planned} runs[/]");
        }
    }
}

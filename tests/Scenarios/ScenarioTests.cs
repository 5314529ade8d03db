using Spectre.Console;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>Every scenario on real processes. They run one after the other: each needs the machine for itself.</summary>
public sealed class ScenarioTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Everything_comes_as_expected(string name)
    {
        using StringWriter told = new();
        Story story = new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(told), Ansi = AnsiSupport.No }), TimeProvider.System);

        DrillReport report = await ScenarioRun.RunAsync(ScenarioCatalog.Matching(name).Single(), new TwinOptions(), story, TestContext.Current.CancellationToken);

        output.WriteLine(told.ToString());
        output.WriteLine(report.ToJson());
        Assert.Equal([.. report.Expectations.Select(expectation => expectation with { Met = true })], report.Expectations);
        Assert.NotEmpty(report.Expectations);
    }
}

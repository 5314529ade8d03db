using Spectre.Console;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests.FunctionsHost;

/// <summary>Scenarios with the published app in Microsoft's own host, on machines that have it.</summary>
[Trait("Category", "real-backend")]
public sealed class RealHostTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("instance-crash")]
    [InlineData("automation-crash")]
    [InlineData("database-crash")]
    public async Task Everything_comes_as_expected_on_the_real_host(string name)
    {
        RealHost.SkipWithout();
        using StringWriter told = new();
        Story log = new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(told), Ansi = AnsiSupport.No }), TimeProvider.System);

        DrillReport report = await ScenarioRun.RunAsync(
            ScenarioCatalog.Matching(name).Single(), new TwinOptions { Host = HostKind.Func }, log, TestContext.Current.CancellationToken);

        output.WriteLine(told.ToString());
        Assert.Equal("func", report.Host);
        Assert.Equal([.. report.Expectations.Select(expectation => expectation with { Met = true })], report.Expectations);
        Assert.NotEmpty(report.Expectations);
    }
}

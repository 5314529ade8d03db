using Spectre.Console;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Lying;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Files;
using Steadfast.Local.Stack.SignIn;

namespace Steadfast.Scenarios.Tests;

/// <summary>Every scenario on real processes. They run one after the other, as each needs the machine for itself, but for those that are mostly about what is told.</summary>
[Trait("Category", "real-processes")]
public sealed class ScenarioTests(DatabaseTemplate template, ITestOutputHelper output)
{
    // So many twins without processes of their own, or with, fit on two cores.
    private const int LightAtOnce = 4;
    private const int HeavyAtOnce = 2;

    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Except(LyingCatalog.All).Select(scenario => scenario.Name)];

    public static TheoryData<string> Lies =>
    [
        .. LyingCatalog.All.Where(IsLight).Chunk(LightAtOnce).Concat(LyingCatalog.All.Where(scenario => !IsLight(scenario)).Chunk(HeavyAtOnce))
            .Select(together => string.Join(' ', together.Select(scenario => scenario.Name))),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Everything_comes_as_expected(string name) => RunAsync(name, new TwinOptions());

    /// <summary>Several side by side: each waits most of the time.</summary>
    [Theory]
    [MemberData(nameof(Lies))]
    public Task Nothing_that_is_told_and_is_not_so_leads_astray(string names) => Task.WhenAll(names.Split(' ').Select(name => RunAsync(name, new TwinOptions())));

    /// <summary>
    /// With starts that lose races, events that come too early, polled queues, and ten seconds in which nobody sees what a killed process was working on:
    /// on Azure it is a minute.
    /// </summary>
    [Theory]
    [InlineData("instance-crash")]
    [InlineData("automation-crash")]
    [InlineData("database-crash")]
    public Task The_same_comes_when_the_runtime_behaves_as_Azure_Storage(string name) =>
        RunAsync(name, new TwinOptions().With("STEADFAST_BACKEND", "storage").With("STEADFAST_VISIBILITY_TIMEOUT", "00:00:10"));

    private static bool IsLight(IScenario scenario) => scenario.Prepare(new TwinOptions()).IsCrowd;

    private async Task RunAsync(string name, TwinOptions options)
    {
        using StringWriter told = new();
        Story log = new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(told), Ansi = AnsiSupport.No }), TimeProvider.System);

        TwinOptions all = options with { DatabaseTemplate = template.Path };
        IScenario scenario = ScenarioCatalog.Matching(name).Single();
        Assert.SkipWhen(scenario.Prepare(all).HasSignIn && OidcProvider.Program is null, "oidc-provider is not installed: it comes with npm, for which Node 20 or later has to be there.");
        Assert.SkipWhen(scenario.Prepare(all).HasFiles && BlobServer.Program is null, "Azurite is not installed: it comes with npm, for which Node 20 or later has to be there.");
        DrillReport report = await ScenarioRun.RunAsync(scenario, all, log, TestContext.Current.CancellationToken);

        output.WriteLine(told.ToString());
        output.WriteLine(report.ToJson());
        Assert.NotEmpty(report.Expectations);
        string[] unmet = [.. report.Expectations.Where(expectation => !expectation.Met).Select(expectation => expectation.Text)];
        Assert.True(unmet.Length == 0, $"{name}: {string.Join("; ", unmet)}");
    }
}

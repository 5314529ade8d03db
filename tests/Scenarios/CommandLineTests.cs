using System.Diagnostics;
using System.Text.Json;

namespace Steadfast.Scenarios.Tests;

/// <summary>The command as a person calls it, as a process of its own.</summary>
public sealed class CommandLineTests
{
    private static readonly string Program = typeof(Local.Scenarios.ScenarioCatalog).Assembly.Location;

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
                ["scenario", "pace", "outcome", "diagnosis", "actions", "timeline", "requests", "writes", "expectations"],
                report.EnumerateObject().Select(property => property.Name));
            Assert.Equal(
                ["faultMs", "firstFailureMs", "signalMs", "decisionMs", "actionAcceptedMs", "actionDoneMs", "restoredMs", "closedMs"],
                report.GetProperty("timeline").EnumerateObject().Select(property => property.Name));
            Assert.Equal(("instance-crash", "fast", "recovered"), (report.GetProperty("scenario").GetString(), report.GetProperty("pace").GetString(), report.GetProperty("outcome").GetString()));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Theory]
    [InlineData("There is no scenario 'no-such'. There are: instance-crash, instance-hang, instance-slow, instance-flapping, instance-dies-again, instance-poisoned, instance-unrepairable, fleet-bad-deploy, zone-outage, one-instance-stack, two-at-once, alert-storm, alert-lost, alert-late, alerts-without-fault, resolved-before-action, control-plane-throttled, operation-stuck, operation-fails, capacity-refused, deploy-in-progress, paused, automation-crash, operator-override, approve-timeout, database-crash, database-hang, database-read-only, database-disk-full, database-slow, database-partition, web-tier-partition, standby-dead, standby-lagging, platform-fails-over, platform-late, graceful-failover, failover-fails, failover-twice, stale-pools, database-and-instance, split-brain-attempt.", "drill", "--scenario", "no-such")]
    [InlineData("There is no pace 'slow'; use fast or azure.", "demo", "--pace", "slow")]
    [InlineData("--twin must be 0 to 254.", "up", "--twin", "900")]
    [InlineData("--runs must be 1 to 100.", "drill", "--runs", "0")]
    public async Task Wrong_usage_is_answered_with_the_fix(string expected, params string[] arguments)
    {
        (int code, string output) = await RunAsync(arguments);

        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.NotEqual(0, code);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!, [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.Ordinal))
        {
            info.FileName = "dotnet";
        }

        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}

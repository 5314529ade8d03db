using System.Text.Json;

namespace Steadfast.Bicep.Tests;

/// <summary>A machine is told the same at its first start as a rollout tells those that are running.</summary>
[Trait("Category", "real-processes")]
public sealed class RolloutTests(PredictedDeployments predictions)
{
    // The command is one argument of /bin/sh, which Linux limits to 128 KB.
    private const int Longest = 100_000;

    private static readonly string[] MustReachRunningServers = ["cache", "edge-off", "edge-on", "entra", "files", "only-front-door", "sign-in"];

    public static TheoryData<string> Options => [.. Deployment.All.Where(each => each.Base is not null).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task An_option_that_changes_what_machines_are_told_reaches_those_that_are_running(string name)
    {
        PredictedDeployment after = await predictions.OfAsync(name), before = await predictions.OfAsync(Deployment.Named(name).Base!);
        string[] changed = [.. SetsIn(before).Keys.Intersect(SetsIn(after).Keys).Where(id => CustomData(SetsIn(before)[id]) != CustomData(SetsIn(after)[id]))];

        Assert.Equal(MustReachRunningServers.Contains(name), changed.Length > 0);
        Assert.All(changed, id => Assert.NotEqual(Command(SetsIn(before)[id]), Command(SetsIn(after)[id])));
    }

    [Fact]
    public async Task Whatever_is_written_at_the_first_start_a_rollout_writes_too()
    {
        foreach (PredictedResource set in SetsIn(await predictions.OfAsync("tiered")).Values)
        {
            string[] paths = [.. Paths(CustomData(set))];

            Assert.NotEmpty(paths);
            Assert.Equal([], paths.Where(path => !Command(set).Contains($"place {path} ", StringComparison.Ordinal) && !Command(set).Contains($"\n', '{path}', ", StringComparison.Ordinal)));
            Assert.InRange(Command(set).Length, 1, Longest);
        }
    }

    private static Dictionary<string, PredictedResource> SetsIn(PredictedDeployment deployment) =>
        deployment.Resources.Values.Where(each => each.Type == "Microsoft.Compute/virtualMachineScaleSets").ToDictionary(each => each.Id);

    private static string CustomData(PredictedResource set) => Profile(set).GetProperty("osProfile").GetProperty("customData").GetString()!;

    private static string Command(PredictedResource set) => Profile(set).GetProperty("extensionProfile").GetProperty("extensions").EnumerateArray()
        .Single(each => each.GetProperty("name").GetString() == "release")
        .GetProperty("properties").GetProperty("settings").GetProperty("commandToExecute").GetString()!;

    private static JsonElement Profile(PredictedResource set) => set.Properties.GetProperty("virtualMachineProfile");

    // Paths of the machine: literals of the expression that begin with a folder.
    private static IEnumerable<string> Paths(string expression) => expression.Split('\'').Where(literal => literal.StartsWith("/etc/", StringComparison.Ordinal) || literal.StartsWith("/usr/", StringComparison.Ordinal));
}

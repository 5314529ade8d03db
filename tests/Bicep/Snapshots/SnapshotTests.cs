namespace Steadfast.Bicep.Tests;

/// <summary>
/// Recorded predictions of what each deployment creates. Whoever changes a template sees in the diff of the recorded files what changes in
/// Azure. To record them anew: <c>STEADFAST_RECORD_SNAPSHOTS=1 ./steadfast test --filter SnapshotTests</c>.
/// </summary>
[Trait("Category", "real-processes")]
public sealed class SnapshotTests(PredictedDeployments predictions)
{
    private const string Folder = "tests/Bicep/Snapshots/Recorded";
    private static readonly bool Records = Environment.GetEnvironmentVariable("STEADFAST_RECORD_SNAPSHOTS") == "1";

    public static TheoryData<string> Names => [.. Deployment.All.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_deployment_creates_what_is_recorded(string name)
    {
        string path = Repository.PathOf($"{Folder}/{name}.txt");
        string text = string.Join('\n', await LinesAsync(Deployment.Named(name))).TrimEnd('\n') + "\n";
        if (Records)
        {
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(path), $"{Folder}/{name}.txt is not recorded yet; see the summary of this class.");
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Everything_can_be_predicted(string name) => Assert.Equal([], (await predictions.OfAsync(name)).Diagnostics);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_if_can_show_every_grant_but_the_one_that_outlives_the_stack(string name)
    {
        PredictedResource[] grants = [.. (await predictions.OfAsync(name)).Resources.Values.Where(each => each.Type == "Microsoft.Authorization/roleAssignments")];

        Assert.True(grants.Length >= 7, $"{grants.Length} grants");
        Assert.Single(grants, each => !Guid.TryParse(each.Name, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whether_a_resource_is_created_is_known_beforehand(string name) =>
        Assert.Equal([], (await predictions.OfAsync(name)).Resources.Values.Where(each => each.Json.TryGetProperty("condition", out _)).Select(each => each.Id));

    [Fact]
    public void Every_recorded_file_belongs_to_a_deployment() =>
        Assert.Equal(Deployment.All.Select(each => $"{Folder}/{each.Name}.txt").Order(StringComparer.Ordinal), Repository.Files(Folder, "*"));

    [Fact]
    public async Task Nothing_in_a_prediction_depends_on_the_subscription_or_on_chance()
    {
        PredictedDeployment small = await predictions.OfAsync("small");

        Assert.Equal([], small.Lines.Where(line => line.Contains(PredictedDeployment.Subscription, StringComparison.Ordinal) || line.Contains(PredictedDeployment.Tenant, StringComparison.Ordinal)));
        Assert.Contains("Microsoft.DBforMySQL/flexibleServers/mysql-demo-<short>", small.Resources.Keys);
    }

    private async Task<IEnumerable<string>> LinesAsync(Deployment deployment)
    {
        PredictedDeployment predicted = await predictions.OfAsync(deployment.Name);
        string variables = string.Join(' ', deployment.Variables.Where(each => deployment.Base is null || each.Key != "AZURE_ENVIRONMENT_PROFILE").Select(each => $"{each.Key}={each.Value}"));
        return deployment.Base is null
            ? predicted.Lines.Prepend("").Prepend($"# {variables}")
            : predicted.DifferencesFrom(await predictions.OfAsync(deployment.Base)).Prepend("").Prepend($"# {deployment.Base} with {variables}");
    }
}

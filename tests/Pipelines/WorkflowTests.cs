using System.Text.RegularExpressions;

namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed partial class WorkflowTests
{
    private static readonly string[] LeastOfAll = ["contents: read"];

    // What a job may have beyond reading the code, and which one.
    private static readonly Dictionary<string, string[]> More = new()
    {
        ["codeql.yml analyze"] = ["security-events: write"],
        ["deploy.yml deploy"] = ["id-token: write"],
        ["live-drill.yml drill"] = ["id-token: write"],
        ["what-if.yml what-if"] = ["id-token: write", "pull-requests: write"],
    };

    public static TheoryData<string> Workflows { get; } = [.. Repository.Files(".github/workflows", "*.yml")];

    [Fact]
    public void There_is_one_for_each_purpose() =>
        Assert.Equal(
            ["ci.yml", "codeql.yml", "deploy.yml", "drill.yml", "live-drill.yml", "what-if.yml"],
            Repository.Files(".github/workflows", "*").Select(Path.GetFileName));

    [Theory, MemberData(nameof(Workflows))]
    public void No_job_may_do_more_than_it_needs(string path)
    {
        Yaml workflow = Yaml.File(path);

        Assert.True(workflow["permissions"].IsEmptyMapping, "the workflow itself must have no permission: 'permissions: {}'");
        Assert.All(workflow["jobs"].Named, job => Assert.Equal(
            [.. LeastOfAll, .. More.GetValueOrDefault($"{Path.GetFileName(path)} {job.Key}", [])],
            job.Value["permissions"].Named.Select(one => $"{one.Key}: {one.Value.Text}")));
    }

    [Theory, MemberData(nameof(Workflows))]
    public void Runs_do_not_pile_up_and_none_runs_for_ever(string path)
    {
        Yaml workflow = Yaml.File(path);

        Assert.NotEmpty(workflow["concurrency"]["group"].Text!);
        Assert.True(workflow["concurrency"]["cancel-in-progress"].Exists);
        Assert.All(workflow["jobs"].Named, job => Assert.InRange(int.Parse(job.Value["timeout-minutes"].Text!), 1, 180));
    }

    [Theory, MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_to_a_commit_and_says_its_version(string path)
    {
        string[] uses = [.. Repository.Text(path).Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).Select(line => line.Trim(' ', '-'))];

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(Pinned(), line));
    }

    [Fact]
    public void One_action_has_one_version_everywhere()
    {
        var versions = Workflows.SelectMany(row => Pinned().Matches(Repository.Text(row.Data)))
            .GroupBy(match => match.Groups["repository"].Value, match => match.Groups["pin"].Value);

        Assert.All(versions, one => Assert.Single(one.Distinct()));
    }

    [Theory, MemberData(nameof(Workflows))]
    public void No_secret_is_stored_and_the_checkout_leaves_no_token_behind(string path)
    {
        Assert.Equal([], Stored().Matches(Repository.Text(path)).Select(match => match.Value));
        var checkouts = Yaml.File(path)["jobs"].Named
            .SelectMany(job => job.Value["steps"].Items)
            .Where(step => step["uses"].Text?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true);
        Assert.All(checkouts, step => Assert.Equal("false", step["with"]["persist-credentials"].Text));
    }

    [Theory, MemberData(nameof(Workflows))]
    public void A_text_that_others_can_write_never_becomes_part_of_a_script(string path) =>
        Assert.All(
            Yaml.File(path)["jobs"].Named.SelectMany(job => job.Value["steps"].Items).Where(step => step["run"].Exists),
            step => Assert.DoesNotContain("${{", step["run"].Text));

    [Theory, MemberData(nameof(Workflows))]
    public void Every_file_it_names_exists(string path)
    {
        var named = NamedPath().Matches(string.Join('\n', Scripts(path))).Select(match => match.Value.TrimEnd('/')).Distinct();

        Assert.Equal([], named.Where(name => !Repository.Has(name) && !name.Contains('*', StringComparison.Ordinal)));
    }

    [Fact]
    public void A_stack_of_the_live_drill_is_removed_whatever_happens()
    {
        Yaml last = Yaml.File(".github/workflows/live-drill.yml")["jobs"]["drill"]["steps"].Items[^1];

        Assert.Equal(("always()", "./deploy.sh --environment \"$DRILL_ENVIRONMENT\" --down"), (last["if"].Text, last["run"].Text));
    }

    private static IEnumerable<string> Scripts(string path) =>
        Yaml.File(path)["jobs"].Named.SelectMany(job => job.Value["steps"].Items).Select(step => step["run"].Text ?? "");

    [GeneratedRegex(@"uses: (?<repository>[\w.-]+/[\w.-]+)(/[\w./-]+)?@(?<pin>[0-9a-f]{40} # v\d+\.\d+\.\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"secrets\.\w+")]
    private static partial Regex Stored();

    [GeneratedRegex(@"(?<![\w/.$-])(\./)?(steadfast|deploy\.sh|\.ci/run|Steadfast\.slnx|(bicep|hooks|functions|webapp|\.github)(/[\w.*/-]*)?)(?![\w-])", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedPath();
}

using System.Text.RegularExpressions;

namespace Steadfast.Pipelines.Tests;

/// <summary>Templates, hooks and azd talk through environment variables, which nobody checks: a name that is written differently is just empty.</summary>
[Trait("Category", "fast")]
public sealed partial class EnvironmentTests
{
    // What azd itself knows of an environment.
    private static readonly string[] OfAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_SUBSCRIPTION_ID"];

    private static readonly string[] Outputs = [.. Output().Matches(Repository.Text("bicep/main.bicep")).Select(match => match.Groups[1].Value)];

    private static readonly string[] Parameters =
        [.. Parameter().Matches(Repository.Text("bicep/main.bicepparam")).Select(match => match.Groups[1].Value).Distinct()];

    // What a person sets for a hook and the template never sees.
    private static readonly string[] ForHooks = ["AZURE_WEB_IMAGE_SOURCE"];

    private static readonly string[] SetByHooks =
        [.. Repository.Files("hooks", "*.sh").SelectMany(file => Set().Matches(Repository.Text(file))).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Hooks_remember_what_the_template_asks_and_what_later_hooks_ask() =>
        Assert.Equal(["AZURE_BUDGET_START", "AZURE_DATABASE_ACCOUNT_MADE", "AZURE_DEPLOYED_BEFORE", "AZURE_ENVIRONMENT_PROFILE", "AZURE_MOST_ARE_UNHEALTHY", "AZURE_ROLES_TO_REMOVE", "AZURE_WEB_IMAGE_TAG"], SetByHooks);

    [Theory]
    [InlineData("*.sh")]
    [InlineData("*.ps1")]
    public void Every_value_that_a_hook_reads_is_given_by_azd_the_template_a_hook_or_a_person(string pattern)
    {
        string[] given = [.. OfAzd, .. Outputs, .. SetByHooks, .. ForHooks, .. Parameters];
        var read = Repository.Files("hooks", pattern).SelectMany(file => Name().Matches(Repository.Text(file))).Select(match => match.Value).Distinct();

        Assert.Equal([], read.Except(given));
    }

    [Fact]
    public void Both_variants_of_a_hook_read_and_set_the_same_values() =>
        Assert.All(
            Repository.Files("hooks", "*.ps1"),
            windows => Assert.Equal(
                Name().Matches(Repository.Text(Path.ChangeExtension(windows, ".sh"))).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal),
                Name().Matches(Repository.Text(windows)).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)));

    [Fact]
    public void Every_parameter_that_a_person_may_set_is_described()
    {
        string described = Repository.Text("docs/deploy.md").Split("## Settings")[1].Split("\n## ")[0];

        string[] chosen = [.. Parameters.Except([.. OfAzd, .. SetByHooks, .. Outputs]), .. ForHooks, "AZURE_ENVIRONMENT_PROFILE"];

        Assert.Equal([], chosen.Where(name => !described.Contains($"`{name}`", StringComparison.Ordinal)));
        Assert.Equal([], Name().Matches(described).Select(match => match.Value).Except([.. Parameters, .. ForHooks]));
    }

    [Theory]
    [InlineData("deploy.yml")]
    [InlineData("what-if.yml")]
    public void A_pipeline_hands_on_every_choice_but_the_secret_ones(string workflow)
    {
        string text = Repository.Text($".github/workflows/{workflow}");
        // Addresses and keys of notices are secrets; the profile of both is small.
        string[] others = [.. OfAzd, .. SetByHooks, .. Outputs, "AZURE_ENVIRONMENT_PROFILE", "AZURE_NOTIFICATION_WEBHOOK", "AZURE_NOTIFICATION_KEY", "AZURE_NOTIFICATION_MORE"];

        // No image is built to see what would change.
        string[] choices = [.. Parameters, .. workflow == "deploy.yml" ? ForHooks : []];

        Assert.Equal([], choices.Except(others).Where(name => !text.Contains($"{name}: ${{{{ vars.{name} }}}}", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_empty_variable_is_one_that_is_not_set()
    {
        // What a pipeline hands on and nobody has set is empty, and these two cannot read an empty text.
        string parameters = Repository.Text("bicep/main.bicepparam");

        Assert.DoesNotMatch(@"bool\(", parameters);
        Assert.Equal(["int(empty(budget) ? '0' : budget)"], Number().Matches(parameters).Select(match => match.Value));
    }

    [Theory]
    [InlineData("deploy.sh")]
    [InlineData(".github/workflows/deploy.yml")]
    [InlineData(".github/workflows/what-if.yml")]
    public void A_parameter_that_a_pipeline_sets_is_one_of_the_template(string path)
    {
        // What signs in is not for the template.
        string[] signIn = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID"];

        Assert.Equal([], Name().Matches(Repository.Text(path)).Select(match => match.Value).Distinct().Except([.. signIn, .. Parameters, .. ForHooks, .. Outputs]));
    }

    [GeneratedRegex(@"\bint\([^)]*\)[^)]*\)")]
    private static partial Regex Number();

    [GeneratedRegex("^output (\\w+) ", RegexOptions.Multiline)]
    private static partial Regex Output();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\bremember (AZURE_\w+)")]
    private static partial Regex Set();

    [GeneratedRegex(@"\bAZURE_[A-Z_]+\b")]
    private static partial Regex Name();
}

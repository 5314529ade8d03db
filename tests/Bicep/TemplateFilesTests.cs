using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

[Trait("Category", "fast")]
public sealed partial class TemplateFilesTests
{
    private static readonly string[] Templates = Repository.Files("bicep", "*.bicep");

    [Fact]
    public void Every_file_is_shorter_than_200_lines() =>
        Assert.Equal([], Templates.Where(file => File.ReadLines(Repository.PathOf(file)).Count() >= 200));

    [Fact]
    public void Every_file_begins_with_what_it_is_for() =>
        Assert.Equal([], Templates.Where(file => !Repository.Text(file).StartsWith("// ", StringComparison.Ordinal)));

    [Fact]
    public void Every_file_is_used()
    {
        string all = string.Concat(Templates.Append("bicep/main.bicepparam").Select(Repository.Text));

        Assert.Equal(["bicep/main.bicep"], Templates.Where(file => !UsedFile(Path.GetFileName(file)).IsMatch(all.Replace("using 'main.bicep'", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Grants_are_made_in_four_files_only() =>
        Assert.Equal(["bicep/access.bicep", "bicep/evidence-access.bicep", "bicep/polling.bicep", "bicep/web-access.bicep"], Containing("'Microsoft.Authorization/roleAssignments@"));

    [Fact]
    public void Every_grant_says_what_kind_of_principal_gets_it()
    {
        foreach (string file in Containing("'Microsoft.Authorization/roleAssignments@"))
        {
            string text = Repository.Text(file);
            Assert.Equal(Regex.Count(text, "roleAssignments@"), Regex.Count(text, "principalType: 'ServicePrincipal'"));
        }
    }

    [Fact]
    public void Names_do_not_come_out_of_modules()
    {
        // A name from a module blinds what-if.
        Assert.Equal([], Templates.Where(file => NameFromModule().IsMatch(Repository.Text(file))));
    }

    [Fact]
    public void Nothing_is_reachable_by_a_key_of_an_account_or_in_plain_text()
    {
        string all = string.Concat(Templates.Select(Repository.Text));

        foreach (string setting in (string[])["allowSharedKeyAccess: false", "allowBlobPublicAccess: false", "adminUserEnabled: false", "anonymousPullEnabled: false",
            "minimumTlsVersion: 'TLS1_2'", "httpsOnly: true", "require_secure_transport: 'ON'", "enableRbacAuthorization: true", "disablePasswordAuthentication: true"])
        {
            Assert.Contains(setting, all, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("AccountKey", all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_choice_of_a_deployment_is_explained()
    {
        string[] read = [.. EnvironmentVariable().Matches(Repository.Text("bicep/main.bicepparam")).Select(match => match.Groups[1].Value)];
        string[] setByTools = ["AZURE_ENV_NAME", "AZURE_DATABASE_ACCOUNT_MADE", "AZURE_LOCATION", "AZURE_WEB_IMAGE_TAG", "AZURE_DEPLOYED_BEFORE", "AZURE_MOST_ARE_UNHEALTHY", "AZURE_BUDGET_START"];
        string guide = Repository.Text("docs/deploy.md");

        Assert.Equal([], read.Except(setByTools).Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_hooks_read_is_handed_over()
    {
        string main = Repository.Text("bicep/main.bicep") + Repository.Text("bicep/main.bicepparam");
        string[] fromAzd = ["AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_ROLES_TO_REMOVE", "AZURE_WEB_IMAGE_SOURCE"];
        var read = Repository.Files("hooks", "*.sh").SelectMany(file => AzureVariable().Matches(Repository.Text(file)).Select(match => match.Value)).Distinct();

        Assert.Equal([], read.Except(fromAzd).Where(name => !main.Contains(name, StringComparison.Ordinal)));
    }

    private static string[] Containing(string text) => [.. Templates.Where(file => Repository.Text(file).Contains(text, StringComparison.Ordinal))];

    private static Regex UsedFile(string name) => new($"'{Regex.Escape(name)}'");

    [GeneratedRegex(@"\bname: [^\n]*\.outputs\.")]
    private static partial Regex NameFromModule();

    [GeneratedRegex(@"readEnvironmentVariable\('([A-Z_]+)'")]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex(@"\bAZURE_[A-Z_]+[A-Z]\b")]
    private static partial Regex AzureVariable();
}

using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

/// <summary>Whatever azd allows as the name of an environment makes names that Azure allows. hooks/preflight refuses what azd does not allow.</summary>
[Trait("Category", "real-processes")]
public sealed class EnvironmentNameTests(PredictedDeployments predictions)
{
    private const string Hyphenated = "^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$";

    // Rules for names of Azure resources, https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules, and lengths.
    private static readonly Dictionary<string, (string Rule, int Shortest, int Longest)> Rules = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Cdn/profiles"] = (Hyphenated, 1, 260),
        ["Microsoft.Cdn/profiles/afdEndpoints"] = (Hyphenated, 2, 46),
        ["Microsoft.Compute/virtualMachineScaleSets"] = (Hyphenated, 1, 64),
        ["Microsoft.ContainerRegistry/registries"] = ("^[A-Za-z0-9]+$", 5, 50),
        ["Microsoft.DBforMySQL/flexibleServers"] = ("^[a-z0-9]([a-z0-9-]*[a-z0-9])$", 3, 63),
        ["Microsoft.Insights/components"] = (Hyphenated, 1, 260),
        ["Microsoft.KeyVault/vaults"] = ("^[A-Za-z](-?[A-Za-z0-9])+$", 3, 24),
        ["Microsoft.ManagedIdentity/userAssignedIdentities"] = (Hyphenated, 3, 128),
        ["Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"] = ("^[A-Za-z][A-Za-z0-9]*$", 1, 128),
        ["Microsoft.Network/loadBalancers"] = (Hyphenated, 1, 80),
        ["Microsoft.Network/publicIPAddresses"] = (Hyphenated, 1, 80),
        ["Microsoft.Network/virtualNetworks"] = (Hyphenated, 2, 64),
        ["Microsoft.OperationalInsights/workspaces"] = (Hyphenated, 4, 63),
        ["Microsoft.Resources/resourceGroups"] = (Hyphenated, 1, 90),
        ["Microsoft.Storage/storageAccounts"] = ("^[a-z0-9]+$", 3, 24),
        ["Microsoft.Web/serverfarms"] = (Hyphenated, 1, 60),
        // The host tells two apps apart by the first 32 characters.
        ["Microsoft.Web/sites"] = (Hyphenated, 2, 32),
    };

    public static TheoryData<string> Names { get; } =
    [
        "dev", "a", "9-lives", "Dev", "(dev)", "-dev-", "dev.", "feature_ABC.123-(test)", new string('a', 20), new string('x', 64), new string('.', 63) + "x",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_name_that_azd_allows_makes_names_that_Azure_allows(string environment)
    {
        PredictedDeployment predicted = await predictions.OfEnvironmentAsync(environment);

        var named = predicted.Resources.Values.Where(each => Rules.ContainsKey(each.Type)).Select(each => (each.Type, Name: each.Name.Split('/')[^1])).ToArray();
        Assert.Equal([], named.Where(each => !IsAllowed(each.Type, each.Name)));
        Assert.Equal(Rules.Keys.Order(StringComparer.OrdinalIgnoreCase), named.Select(each => each.Type).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase));
        string[] labels = [.. predicted.Resources.Values.SelectMany(each => each.Lines).Where(line => line.Contains("domainNameLabel: ", StringComparison.Ordinal)).Select(line => line.Split(": ")[1]).Where(label => label.Length > 0)];
        Assert.NotEmpty(labels);
        Assert.All(labels, label => Assert.Matches("^[a-z][a-z0-9-]{1,61}[a-z0-9]$", label.Replace("<short>", "abcdef")));
    }

    [Fact]
    public async Task A_short_and_simple_name_is_part_of_the_names_as_it_is() =>
        Assert.Equal("rg-steadfast-9-lives", await GroupAsync("9-lives"));

    [Fact]
    public async Task Names_that_would_look_the_same_do_not_share_a_group()
    {
        string[] alike = ["dev-1", "Dev-1", "dev_1", new string('x', 63), new string('x', 64)];
        List<string> groups = [];
        foreach (string environment in alike)
        {
            groups.Add(await GroupAsync(environment));
        }

        Assert.Equal(alike.Length, groups.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task The_roles_that_outlive_the_group_are_named_as_the_group_says()
    {
        PredictedDeployment predicted = await predictions.OfEnvironmentAsync("Dev");

        string suffix = predicted.Resources.Values.Single(each => each.Type == "Microsoft.Resources/resourceGroups").Json.GetProperty("tags").GetProperty("steadfast-suffix").GetString()!;
        Assert.Equal(
            [$"Steadfast identity use {suffix}", $"Steadfast polling {suffix}", $"Steadfast recovery {suffix}"],
            predicted.Resources.Values.Where(each => each.Type == "Microsoft.Authorization/roleDefinitions").Select(each => each.Properties.GetProperty("roleName").GetString()!).Order(StringComparer.Ordinal));
    }

    private async Task<string> GroupAsync(string environment) =>
        (await predictions.OfEnvironmentAsync(environment)).Resources.Values.Single(each => each.Type == "Microsoft.Resources/resourceGroups").Name;

    private static bool IsAllowed(string type, string name)
    {
        (string rule, int shortest, int longest) = Rules[type];
        return name.Length >= shortest && name.Length <= longest && Regex.IsMatch(name, rule, RegexOptions.CultureInvariant);
    }
}

using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

public sealed class RoleTests : IDisposable
{
    private readonly FakeTools _tools = new("az", "azd");

    public RoleTests() => _tools.When("azd env set", "");

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task The_roles_of_this_stack_are_noted_before_it_goes()
    {
        _tools.When("az role definition list", "11\n22\n");

        Ended ended = await _tools.RunAsync(Hook("remember-roles"), Values);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [
                "az role definition list --subscription sub --resource-group rg-dev --custom-role-only true "
                + "--query [?roleName=='Steadfast recovery dev' || roleName=='Steadfast polling dev'].name --output tsv",
                "azd env set AZURE_ROLES_TO_REMOVE 11 22",
            ],
            _tools.Calls);
    }

    [Fact]
    public void The_names_of_the_roles_are_those_of_the_templates() =>
        Assert.Equal(
            ("Steadfast recovery ${suffix}", "Steadfast polling ${suffix}"),
            (RoleName("bicep/access.bicep"), RoleName("bicep/polling.bicep")));

    [Fact]
    public async Task Roles_and_their_grants_are_removed()
    {
        _tools.When("az role assignment list", "/subscriptions/sub/providers/Microsoft.Authorization/roleAssignments/a\n").When("--method delete", "");

        Ended ended = await RemoveAsync("22");

        Assert.Equal((0, 0), (ended.Code, ended.Output.Length));
        Assert.Equal(
            [
                "az role assignment list --scope /subscriptions/sub --query [?ends_with(roleDefinitionId, '/22')].id --output tsv",
                "az rest --method delete --url https://management.azure.com/subscriptions/sub/providers/Microsoft.Authorization/roleAssignments/a?api-version=2022-04-01 --output none",
                "az rest --method delete --url https://management.azure.com/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/22?api-version=2022-04-01 --output none",
                "azd env set AZURE_ROLES_TO_REMOVE ",
            ],
            _tools.Calls);
    }

    [Fact]
    public async Task A_role_that_stays_is_named()
    {
        _tools.When("az role assignment list", "").When("roleDefinitions/11?", "", code: 1).When("--method delete", "");

        Ended ended = await RemoveAsync("11 22");

        Assert.Equal(0, ended.Code);
        Assert.StartsWith("These custom roles are still there: 11.", Assert.Single(ended.Output));
        Assert.Equal("azd env set AZURE_ROLES_TO_REMOVE 11", _tools.Calls[^1]);
    }

    [Fact]
    public async Task Where_nothing_was_deployed_there_is_nothing_to_note()
    {
        Ended ended = await _tools.RunAsync(Hook("remember-roles"), new Dictionary<string, string?>(Values) { ["AZURE_RESOURCE_GROUP"] = null });

        Assert.Equal((0, 0), (ended.Code, _tools.Calls.Length));
    }

    private Task<Ended> RemoveAsync(string roles) =>
        _tools.RunAsync(Hook("remove-roles"), new Dictionary<string, string?>(Values) { ["AZURE_RESOURCE_GROUP"] = null, ["AZURE_ROLES_TO_REMOVE"] = roles });

    private static string RoleName(string path) =>
        Repository.Text(path).Split('\n').Single(line => line.Contains("roleName:", StringComparison.Ordinal)).Split('\'')[1];
}

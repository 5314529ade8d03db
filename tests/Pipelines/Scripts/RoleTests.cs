using System.Text.Json;
using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class RoleTests : IDisposable
{
    private const string Grants = """
        [ { "id": "/subscriptions/sub/providers/Microsoft.Authorization/roleAssignments/a", "roleDefinitionId": "/subscriptions/sub/x/22" },
          { "id": "/subscriptions/sub/providers/Microsoft.Authorization/roleAssignments/b", "roleDefinitionId": "/subscriptions/sub/x/33" } ]
        """;

    private readonly FakeTools _tools = new("az", "azd");

    public RoleTests() => _tools.When("azd env set", "");

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task The_roles_of_this_stack_are_noted_before_it_goes()
    {
        Azure(("11", "Steadfast recovery dev-abc123"), ("22", "Steadfast polling dev-abc123"), ("33", "Steadfast polling dev-two-abc123"), ("44", "Steadfast recovery "),
            ("55", "Steadfast identity use dev-abc123"));

        Ended ended = await _tools.RunHookAsync(Hook("remember-roles"), Values);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [
                "az group list --subscription sub --output json",
                "az role definition list --subscription sub --resource-group rg-dev --custom-role-only true --output json",
                "azd env set AZURE_ROLES_TO_REMOVE 11 22 55",
            ],
            _tools.Calls);
    }

    [Fact]
    public async Task They_are_noted_after_a_deployment_that_failed_and_left_no_outputs()
    {
        Azure(("22", "Steadfast polling dev-abc123"));

        await _tools.RunHookAsync(Hook("remember-roles"), new Dictionary<string, string?>(Values) { ["AZURE_RESOURCE_GROUP"] = null, ["AZURE_FUNCTION_APP_NAME"] = null });

        Assert.Equal("azd env set AZURE_ROLES_TO_REMOVE 22", _tools.Calls[^1]);
    }

    [Fact]
    public async Task Without_the_list_of_roles_nothing_is_removed()
    {
        _tools.When("az group list", Groups()).When("az role definition list", "", code: 1);

        Ended ended = await _tools.RunHookAsync(Hook("remember-roles"), Values);

        Assert.Equal((1, "remember-roles: the roles of this stack could not be listed; see above. Nothing was removed."), (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public async Task Roles_and_their_grants_are_removed()
    {
        _tools.When("az role assignment list", Grants).When("--method delete", "");

        Ended ended = await RemoveAsync("22");

        Assert.Equal((0, 0), (ended.Code, ended.Output.Length));
        Assert.Equal(
            [
                "az role assignment list --scope /subscriptions/sub --output json",
                "az rest --method delete --url /subscriptions/sub/providers/Microsoft.Authorization/roleAssignments/a?api-version=2022-04-01 --output none",
                "az rest --method delete --url /subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/22?api-version=2022-04-01 --output none",
                "azd env set AZURE_ROLES_TO_REMOVE ",
            ],
            _tools.Calls);
    }

    [Fact]
    public async Task A_role_that_stays_is_named()
    {
        _tools.When("az role assignment list", "[]").When("roleDefinitions/11?", "", code: 1).When("--method delete", "");

        Ended ended = await RemoveAsync("11 22");

        Assert.Equal(0, ended.Code);
        Assert.StartsWith("These custom roles are still there: 11.", Assert.Single(ended.Output));
        Assert.Equal("azd env set AZURE_ROLES_TO_REMOVE 11", _tools.Calls[^1]);
    }

    [Fact]
    public async Task Where_nothing_was_deployed_there_is_nothing_to_note()
    {
        _tools.When("az group list", "[]");

        Ended ended = await _tools.RunHookAsync(Hook("remember-roles"), Values);

        Assert.Equal((0, 1, "Nothing was deployed, so there are no roles to remove."), (ended.Code, _tools.Calls.Length, Assert.Single(ended.Output)));
    }

    private void Azure(params (string Id, string Name)[] roles) => _tools
        .When("az group list", Groups())
        .When("az role definition list", JsonSerializer.Serialize(roles.Select(role => new { name = role.Id, roleName = role.Name })));

    private Task<Ended> RemoveAsync(string roles) =>
        _tools.RunHookAsync(Hook("remove-roles"), new Dictionary<string, string?>(Values) { ["AZURE_RESOURCE_GROUP"] = null, ["AZURE_ROLES_TO_REMOVE"] = roles });
}

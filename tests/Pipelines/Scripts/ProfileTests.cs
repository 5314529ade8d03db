using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>A stack that is deployed never becomes another profile by the way. Each case runs in bash and in PowerShell.</summary>
[Trait("Category", "real-processes")]
public sealed class ProfileTests : IDisposable
{
    private const string Refusal =
        "preflight: environment dev is deployed as production and would become small; nothing was changed. To keep it: azd env set AZURE_ENVIRONMENT_PROFILE production. "
        + "To change it, read docs/deploy.md, 'Changing the profile', and set STEADFAST_CONFIRM_PROFILE to dev:small for this one command.";

    private const string Kept = "azd env set AZURE_ENVIRONMENT_PROFILE production";

    private readonly FakeTools _tools = new("az", "azd");

    public ProfileTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Theory]
    // Asked for, the tag of the group, what the last deployment handed on, confirmed; then the profile, or what is said instead; what azd keeps.
    [InlineData("", null, "", "", "small", "azd env set AZURE_ENVIRONMENT_PROFILE small")]
    [InlineData("production", null, "", "", "production", null)]
    // An environment of a stack that is gone is new.
    [InlineData("small", null, "production", "", "small", null)]
    [InlineData("Small", null, "", "", "preflight: AZURE_ENVIRONMENT_PROFILE is 'Small'; it can be small or production.", null)]
    // A fresh checkout knows nothing, and Azure does.
    [InlineData("", "production", "", "", "production", Kept)]
    [InlineData("production", "production", "production", "", "production", null)]
    [InlineData("small", "production", "production", "", Refusal, null)]
    [InlineData("small", "production", "", "", Refusal, null)]
    [InlineData("small", "production", "", "dev", Refusal, null)]
    [InlineData("small", "production", "", "dev:production", Refusal, null)]
    [InlineData("small", "production", "", "other:small", Refusal, null)]
    [InlineData("small", "production", "", "dev:small", "small", null)]
    // Somebody removed the tag.
    [InlineData("small", "", "production", "", Refusal, null)]
    [InlineData("", "", "production", "", "production", Kept)]
    [InlineData("small", "", "", "", "small", null)]
    [InlineData("", "", "", "", "preflight: rg-dev does not tell as what it is deployed. Run: azd env set AZURE_ENVIRONMENT_PROFILE small (or production)", null)]
    public async Task A_profile_is_what_is_deployed_unless_somebody_confirms_another(
        string asked, string? tag, string handedOn, string confirmed, string expected, string? kept)
    {
        Azure(tag is null ? null : Groups(profile: tag));

        Ended ended = await RunAsync(asked, handedOn, confirmed);

        bool refused = expected.StartsWith("preflight:", StringComparison.Ordinal);
        Assert.Equal((refused ? 1 : 0, refused ? expected : $"Environment dev in westeurope, profile {expected}:"), (ended.Code, ended.Output[0]));
        Assert.Equal(kept is null ? [] : [kept], _tools.Calls.Where(call => call.StartsWith("azd env set", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_group_that_lost_its_tags_is_known_by_its_name()
    {
        Azure("""[ { "name": "RG-dev", "location": "westeurope", "tags": null } ]""");

        Ended ended = await RunAsync("small", "production", "", ("AZURE_RESOURCE_GROUP", "rg-dev"));

        Assert.Equal((1, Refusal), (ended.Code, ended.Output[0]));
    }

    [Fact]
    public async Task A_group_of_another_environment_is_not_taken_for_this_one()
    {
        Azure(Groups(environment: "Dev", profile: "production"));

        Ended ended = await RunAsync("small", "", "", ("AZURE_RESOURCE_GROUP", "rg-Dev"));

        Assert.Equal((0, "Environment dev in westeurope, profile small:"), (ended.Code, ended.Output[0]));
    }

    [Fact]
    public void What_a_change_takes_away_is_written_where_the_refusal_says() =>
        Assert.Contains("## Changing the profile\n", Repository.Text("docs/deploy.md"));

    private void Azure(string? groups)
    {
        // What the region has is not asked here.
        _tools.When("az group list", groups ?? "[]").When("az resource list", "").When("az vm list-skus", "").When("azd env set", "").When("az ", "", code: 1);
    }

    private Task<Ended> RunAsync(string asked, string handedOn, string confirmed, params (string Name, string Value)[] others)
    {
        Dictionary<string, string?> environment = new()
        {
            ["AZURE_ENV_NAME"] = "dev",
            ["AZURE_SUBSCRIPTION_ID"] = "sub",
            ["AZURE_LOCATION"] = "westeurope",
            ["AZURE_ENVIRONMENT_PROFILE"] = asked,
            ["AZURE_DEPLOYED_PROFILE"] = handedOn,
            ["STEADFAST_CONFIRM_PROFILE"] = confirmed,
        };
        foreach (var (name, value) in others)
        {
            environment[name] = value;
        }

        return _tools.RunHookAsync(Hook("preflight"), environment);
    }
}

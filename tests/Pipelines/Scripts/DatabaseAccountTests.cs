using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>The administrator of the database gets a password that the web servers cannot read, once they have an account of their own.</summary>
[Trait("Category", "real-processes")]
public sealed class DatabaseAccountTests : IDisposable
{
    private const string Providers = "/subscriptions/sub/resourceGroups/rg-dev/providers";
    private const string Secret = $"az rest --method put --body @- --output none --url {Providers}/Microsoft.KeyVault/vaults/kv-dev/secrets/database-administrator-password?api-version=2024-11-01";
    private const string Server = $"az rest --method patch --body @- --output none --url {Providers}/Microsoft.DBforMySQL/flexibleServers/mysql-dev?api-version=2024-12-30";

    private readonly FakeTools _tools = new("az", "azd");

    public DatabaseAccountTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_vault_and_then_the_server_get_the_same_new_password_which_is_no_argument(bool windows)
    {
        await using WebApplication web = await WebServerAsync("ok");
        _tools.When("az rest", "").When("azd env set", "");

        Ended ended = await RunAsync(web, windows);

        Assert.Equal((0, "The web servers have an account of their own in the database; none of them can read the administrator's password."), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal([Secret, "azd env set AZURE_DATABASE_ACCOUNT_MADE true", Server], windows ? _tools.CallsOnWindows : _tools.Calls);
        string[] inputs = windows ? _tools.InputsOnWindows : _tools.Inputs;
        string kept = JsonNode.Parse(inputs[0])!["properties"]!["value"]!.GetValue<string>();
        Assert.Equal(kept, JsonNode.Parse(inputs[1])!["properties"]!["administratorLoginPassword"]!.GetValue<string>());
        Assert.Equal((47, "aA1"), (kept.Length, kept[^3..]));
        Assert.Equal([], _tools.Arguments.Concat(ended.Output).Where(line => line.Contains(kept, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("unreachable")]
    [InlineData("readOnly")]
    public async Task While_no_web_server_reads_and_writes_nothing_is_changed(string state)
    {
        await using WebApplication web = await WebServerAsync(state);
        _tools.When("az vmss list-instances", "4\n").When("az vmss run-command", AnswerInside($$$"""{"database":{"state":"{{{state}}}"}}"""));

        Ended ended = await _tools.RunHookAsync(Hook("database-account"), Environment(web));

        Assert.Equal(
            (1, $"database-account: no web server says that it has its account in the database, so they keep the administrator's password. Look at {Address(web)}/status, then run 'azd hooks run postdeploy'."),
            (ended.Code, Assert.Single(ended.Output)));
        Assert.DoesNotContain(_tools.Calls, call => call.StartsWith("az rest", StringComparison.Ordinal) || call.StartsWith("azd", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AZURE_ONLY_FRONT_DOOR", false)]
    [InlineData("AZURE_ONLY_FRONT_DOOR", true)]
    [InlineData("AZURE_SIGN_IN_CLIENT_ID", false)]
    [InlineData("AZURE_SIGN_IN_CLIENT_ID", true)]
    // Not closed, and out of reach all the same.
    [InlineData("", false)]
    [InlineData("", true)]
    public async Task Where_the_page_cannot_be_reached_a_web_server_is_asked_inside_its_machine(string setting, bool windows)
    {
        await using WebApplication web = await WebServerAsync("ok");
        _tools.When("az vmss list-instances", "4\n7\n").When("--instance-id 4", AnswerInside("""{"database":{"state":"unreachable"}}""")).When("--instance-id 7", AnswerInside("""{"database":{"state":"ok"}}"""))
            .When("az rest", "").When("azd env set", "");
        Dictionary<string, string?> environment = Environment(web, ("AZURE_WEB_DIRECT_URL", "http://127.0.0.1:1"));
        if (setting.Length > 0)
        {
            environment[setting] = "set";
        }

        Ended ended = windows ? await _tools.RunOnWindowsAsync(Hook("database-account"), environment) : await _tools.RunAsync($"{Hook("database-account")}.sh", environment);

        Assert.Equal((0, "The web servers have an account of their own in the database; none of them can read the administrator's password."), (ended.Code, Assert.Single(ended.Output)));
        string[] calls = windows ? _tools.CallsOnWindows : _tools.Calls;
        Assert.Contains(calls, call => call.EndsWith("--instance-id 7 --command-id RunShellScript --scripts curl --silent --max-time 10 http://localhost:8080/status --output json", StringComparison.Ordinal));
        Assert.Equal([Secret, "azd env set AZURE_DATABASE_ACCOUNT_MADE true", Server], calls[^3..]);
    }

    [Theory]
    [InlineData("AZURE_DATABASE_SIGN_IN", "entra")]
    [InlineData("AZURE_DATABASE_ACCOUNT_MADE", "true")]
    public async Task Where_there_is_nothing_to_do_nothing_is_done(string name, string value)
    {
        await using WebApplication web = await WebServerAsync("ok");

        Ended ended = await _tools.RunHookAsync(Hook("database-account"), Environment(web, (name, value)));

        Assert.Equal((0, 0), (ended.Code, ended.Output.Length));
        Assert.Equal([], _tools.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_does_not_take_the_password_gets_it_by_the_next_provision(bool windows)
    {
        await using WebApplication web = await WebServerAsync("slow");
        _tools.When("az rest --method put", "").When("azd env set", "").When("az rest --method patch", "", code: 1);

        Ended ended = await RunAsync(web, windows);

        Assert.Equal(
            (1, "database-account: the database mysql-dev did not take the administrator's password, which is in the vault already. Run 'azd provision': it gives it to the server."),
            (ended.Code, Assert.Single(ended.Output)));
        Assert.Contains("azd env set AZURE_DATABASE_ACCOUNT_MADE true", windows ? _tools.CallsOnWindows : _tools.Calls);
    }

    private Task<Ended> RunAsync(WebApplication web, bool windows) => windows
        ? _tools.RunOnWindowsAsync(Hook("database-account"), Environment(web))
        : _tools.RunAsync($"{Hook("database-account")}.sh", Environment(web));

    private static Dictionary<string, string?> Environment(WebApplication web, params (string Name, string Value)[] others)
    {
        Dictionary<string, string?> all = new(Values)
        {
            ["AZURE_WEB_DIRECT_URL"] = Address(web),
            ["AZURE_KEY_VAULT_NAME"] = "kv-dev",
            ["AZURE_DATABASE_NAME"] = "mysql-dev",
            ["STEADFAST_DATABASE_MINUTES"] = "0",
        };
        foreach (var (name, value) in others)
        {
            all[name] = value;
        }

        return all;
    }

    private static string Address(WebApplication web) => web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    // What a web server says of itself, as far as the hook asks.
    private static async Task<WebApplication> WebServerAsync(string state)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        web.MapGet("/status", () => Results.Json(new { database = new { state } }));
        await web.StartAsync(TestContext.Current.CancellationToken);
        return web;
    }
}

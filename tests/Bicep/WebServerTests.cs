using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

/// <summary>What the machines do, and what the web application in them expects.</summary>
[Trait("Category", "fast")]
public sealed partial class WebServerTests
{
    private static readonly string Run = Repository.Text("bicep/web/run.sh");
    private static readonly string Unit = Repository.Text("bicep/web/steadfast-web.service");

    [Fact]
    public void The_container_is_told_every_setting_of_the_database()
    {
        string[] read = [.. ConfigurationName().Matches(Repository.Text("webapp/Database/DatabaseOptions.cs")).Select(match => match.Groups[1].Value)];
        string[] told = [.. Told().Matches(Run).Select(match => match.Groups[1].Value)];

        Assert.Equal([], read.Except(told));
        Assert.Equal([], told.Where(name => name.StartsWith("STEADFAST_DATABASE_", StringComparison.Ordinal)).Except(read));
        Assert.Contains("Instance__Id", told);
        Assert.Contains("Instance__Zone", told);
        Assert.Contains(SettingName().Match(Repository.Text("webapp/Edge/FrontDoorGate.cs")).Groups[1].Value, told);
    }

    [Fact]
    public void Everybody_asks_for_health_where_the_application_answers()
    {
        string path = HealthPath().Match(Repository.Text("webapp/Health/HealthApi.cs")).Groups[1].Value;

        foreach (string file in (string[])["loadbalancer", "scale-set"])
        {
            Assert.Contains($"requestPath: '{path}'", Repository.Text($"bicep/{file}.bicep"), StringComparison.Ordinal);
        }

        Assert.Contains($"probePath: '{path}'", Repository.Text("bicep/edge.bicep"), StringComparison.Ordinal);
        Assert.Contains($"location = {path} ", Repository.Text("bicep/web/front.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_balancer_has_noticed_before_a_draining_server_closes_its_door()
    {
        string balancer = Repository.Text("bicep/loadbalancer.bicep");
        int noticed = Number(balancer, "intervalInSeconds") * Number(balancer, "probeThreshold");
        (int delay, int deadline) = Drain();

        Assert.True(noticed < delay, $"the balancer takes {noticed} s, the server waits {delay} s");
        Assert.True(delay + deadline < int.Parse(StopTime().Match(Unit).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), "docker kills it before it is done");
    }

    [Theory]
    [InlineData("web/cloud-init.yaml", "scale-set")]
    [InlineData("web/front.yaml", "scale-set")]
    [InlineData("web/front.conf", "tiered")]
    public void Every_placeholder_of_a_machine_is_filled_in(string file, string template)
    {
        string[] placeholders = [.. Placeholder().Matches(Repository.Text($"bicep/{file}")).Select(match => match.Value)];

        Assert.NotEmpty(placeholders);
        Assert.All(placeholders, each => Assert.Contains($"'{each}'", Repository.Text($"bicep/{template}.bicep"), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_of_a_machine_gets_onto_it()
    {
        string templates = string.Concat(new[] { "web", "tiered", "scale-set" }.Select(each => Repository.Text($"bicep/{each}.bicep")));

        Assert.Equal([], Repository.Files("bicep/web", "*").Where(file => !templates.Contains($"loadTextContent('{Path.GetRelativePath("bicep", file)}')", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_unit_that_the_first_start_switches_on_takes_up_a_rollout()
    {
        string[] on = [.. Repository.Text("bicep/web/cloud-init.yaml").Split("enable --now docker ")[1].Trim().Split(' ')];

        Assert.Equal(on.Order(StringComparer.Ordinal), TakeUp().Match(Repository.Text("bicep/web.bicep")).Groups[1].Value.Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_scripts_know_every_setting_that_they_use()
    {
        string given = string.Concat(new[] { "stack", "web", "sign-in" }.Select(file => Repository.Text($"bicep/{file}.bicep")));
        var used = Repository.Files("bicep/web", "*.sh").SelectMany(file => Variable().Matches(Repository.Text(file)).Select(match => match.Groups[1].Value)).Distinct();

        Assert.Equal([], used.Where(name => !given.Contains($"{name}: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_proxy_lets_through_the_largest_file_that_the_application_takes()
    {
        int most = Number(Repository.Text("bicep/web/front.conf"), "client_max_body_size", " ") * 1024 * 1024;
        int[] factors = [.. MaxBytes().Match(Repository.Text("webapp/Files/FileUpload.cs")).Groups[1].Value.Split(" * ").Select(each => int.Parse(each, System.Globalization.CultureInfo.InvariantCulture))];

        // What is a little larger gets to the application, which says why it refuses it.
        Assert.InRange(most, factors.Aggregate((one, other) => one * other) + 1, 2 * factors.Aggregate((one, other) => one * other));
    }

    [Fact]
    public void The_looks_of_the_web_servers_are_not_audited()
    {
        string account = Account().Match(Repository.Text("bicep/stack.bicep")).Groups[1].Value;

        Assert.Contains(account, ExcludedUsers().Match(Repository.Text("bicep/database.bicep")).Groups[1].Value.Split(','));
        // With Entra ID a person makes the account, of that name.
        Assert.Contains($"CREATE AADUSER '{account}'", Repository.Text("docs/security.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_can_have_the_private_half_of_the_key_for_sign_in()
    {
        Match found = NobodysKey().Match(Repository.Text("bicep/scale-set.bicep"));
        byte[] point = Convert.FromBase64String(found.Groups[2].Value)[^32..];

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(found.Groups[1].Value)), point);
    }

    [Fact]
    public void No_file_of_a_machine_is_too_large()
    {
        int encoded = Repository.Files("bicep/web", "*").Sum(file => Repository.Text(file).Length * 4 / 3);

        // 64 KB is the limit of custom data, 128 KB that of the command of a rollout; the settings are some hundred bytes.
        Assert.InRange(encoded, 1, 60_000);
    }

    private static (int Delay, int Deadline) Drain()
    {
        string options = Repository.Text("webapp/Drain/DrainOptions.cs");
        return (Seconds(options, "Delay"), Seconds(options, "Deadline"));
    }

    private static int Seconds(string text, string name) => Number(text, $@"TimeSpan {name} \{{ get; set; \}} = TimeSpan.FromSeconds\(", "");

    private static int Number(string text, string name, string between = ": ") =>
        int.Parse(Regex.Match(text, $@"{name}{between}(\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("ConfigurationKeyName\\(\"([A-Z_]+)\"\\)")]
    private static partial Regex ConfigurationName();

    [GeneratedRegex("Setting = \"([A-Z_]+)\"")]
    private static partial Regex SettingName();

    [GeneratedRegex("--env \"?([A-Za-z_]+)=")]
    private static partial Regex Told();

    [GeneratedRegex("Path = \"([^\"]+)\"")]
    private static partial Regex HealthPath();

    [GeneratedRegex(@"docker stop --time (\d+)")]
    private static partial Regex StopTime();

    [GeneratedRegex("const int MaxBytes = ([0-9 *]+);")]
    private static partial Regex MaxBytes();

    [GeneratedRegex("DATABASE_USER: '([^']+)'")]
    private static partial Regex Account();

    [GeneratedRegex("audit_log_exclude_users: '([^']+)'")]
    private static partial Regex ExcludedUsers();

    [GeneratedRegex("takeUp: 'restart ([^']+)'")]
    private static partial Regex TakeUp();

    [GeneratedRegex(@"<<\w+>>")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\$([A-Z][A-Z_]+)\b")]
    private static partial Regex Variable();

    [GeneratedRegex("SHA-256 of \"([^\"]+)\"\nvar nobodysKey = 'ssh-ed25519 ([A-Za-z0-9+/=]+)'")]
    private static partial Regex NobodysKey();
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Alerts;

[Trait("Category", "fast")]
public sealed partial class AlertRouteTableTests
{
    [Fact]
    public void Every_rule_of_the_emulated_subscription_has_a_handler()
    {
        EmulatorOptions options = new()
        {
            Url = new("http://127.0.0.1:8090"),
            Subscription = StageSettings.Subscription,
            ResourceGroup = "rg",
            Location = "westeurope",
            ScaleSet = "web",
            LoadBalancer = "lb",
            BearerToken = "a-token",
            Machines = [],
        };

        Assert.Empty(AlertRuleCatalog.All(options).Select(rule => rule.Name).Except(AlertRouteTable.ByRule.Keys));
    }

    [Fact]
    public void Every_rule_that_is_deployed_has_the_handler_that_it_names()
    {
        string folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../bicep"));
        var deployed = Directory.GetFiles(folder, "alerts*.bicep")
            .SelectMany(file => RuleAndHandler().Matches(File.ReadAllText(file)))
            .ToDictionary(match => match.Groups["rule"].Value, match => match.Groups["handler"].Value);

        Assert.True(deployed.Count >= 10, $"only {deployed.Count} rules were found in {folder}");
        Assert.Equal(deployed.OrderBy(pair => pair.Key), deployed.Keys.Order().Select(rule => new KeyValuePair<string, string>(rule, Handler(rule))));
    }

    [Theory]
    [InlineData("LB-Probe-Down", null, AlertHandler.Instance)]
    [InlineData("our own rule", "tier", AlertHandler.Tier)]
    [InlineData("lb-probe-down", "person", AlertHandler.Instance)]
    [InlineData("our own rule", "1", null)]
    [InlineData("our own rule", "nobody", null)]
    [InlineData("our own rule", null, null)]
    public void A_rule_that_is_not_known_may_name_its_handler(string rule, string? named, AlertHandler? expected)
    {
        AlertSignal signal = new("a", rule, AlertCondition.Fired, null, default, null, null) { Handler = named };

        Assert.Equal(expected, AlertRouteTable.Of(signal));
    }

    private static string Handler(string rule) => AlertRouteTable.ByRule.TryGetValue(rule, out AlertHandler handler) ? handler.ToString().ToLowerInvariant() : "no handler";

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("name: '(?<rule>[a-z-]+)'[^{}]*?handler: '(?<handler>[a-z]+)'")]
    private static partial Regex RuleAndHandler();
}

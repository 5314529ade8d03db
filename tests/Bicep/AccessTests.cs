using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

/// <summary>What the automation may do is what its code does: no more, no less.</summary>
[Trait("Category", "fast")]
public sealed partial class AccessTests
{
    private const string Set = "Microsoft.Compute/virtualMachineScaleSets";
    private const string AssignIdentity = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
    private const string Mysql = "Microsoft.DBforMySQL/flexibleServers";

    // Action, and how the code that needs it looks.
    private static readonly (string Action, string Code)[] Needed =
    [
        ($"{Set}/read", @"rest\.GetAsync\(SetPath,"),
        ($"{Set}/instanceView/read", @"rest\.GetAsync\(\$""\{stack\.Value\.ScaleSetId\}/instanceView\?"),
        ($"{Set}/rollingUpgrades/read", @"rest\.GetAsync\(\$""\{stack\.Value\.ScaleSetId\}/rollingUpgrades/latest\?"),
        ($"{Set}/networkInterfaces/read", @"rest\.ListAsync\(\$""\{stack\.Value\.ScaleSetId\}/networkInterfaces"),
        ($"{Set}/setOrchestrationServiceState/action", @"Set\.SetOrchestrationServiceStateAsync\("),
        ($"{Set}/virtualMachines/read", @"rest\.ListAsync\(\$""\{stack\.Value\.ScaleSetId\}/virtualMachines|rest\.GetAsync\(\$""\{PathOf\(instanceId\)\}\?"),
        ($"{Set}/virtualMachines/instanceView/read", @"\$expand=instanceView|rest\.ReadAsync\(\$""\{PathOf\(instanceId\)\}/instanceView\?"),
        ($"{Set}/virtualMachines/retrieveBootDiagnosticsData/action", "/retrieveBootDiagnosticsData"),
        ($"{Set}/virtualMachines/restart/action", @"\.RestartAsync\(WaitUntil"),
        ($"{Set}/virtualMachines/reimage/action", @"\.ReimageAsync\(WaitUntil"),
        ($"{Set}/virtualMachines/delete", @"\.DeleteAsync\(WaitUntil"),
        ($"{Set}/write", @"rest\.PatchAsync\(SetPath,"),
        ("Microsoft.Insights/metrics/read", @"/providers/Microsoft\.Insights/metrics\?"),
    ];

    private static readonly (string Action, string Code)[] NeededByTheDatabase =
    [
        ($"{Mysql}/read", @"rest\.GetAsync\(\$""\{Id\}\?"),
        ($"{Mysql}/maintenances/read", "/maintenances"),
        ($"{Mysql}/failover/action", "/failover"),
        ($"{Mysql}/restart/action", "/restart"),
    ];

    // Azure itself asks for these when a scale set is written.
    private static readonly string[] NeededToWrite =
    [
        "Microsoft.Network/virtualNetworks/subnets/join/action",
        "Microsoft.Network/loadBalancers/backendAddressPools/join/action",
        AssignIdentity,
    ];

    // A call whose arguments begin on the next line is one line too.
    private static readonly string Code = Wrapping().Replace(string.Concat(Repository.Files("functions", "*.cs").Select(Repository.Text)), "(");
    private static readonly string[] Granted = Actions("bicep/access.bicep");

    [Fact]
    public void Every_action_is_used_and_every_use_is_granted() =>
        Assert.Equal(
            Needed.Concat(NeededByTheDatabase).Select(need => need.Action).Concat(NeededToWrite).Order(StringComparer.Ordinal),
            Granted.Order(StringComparer.Ordinal));

    [Fact]
    public void The_code_has_a_call_for_every_action() =>
        Assert.Equal([], Needed.Where(need => !Regex.IsMatch(Code, need.Code)).Select(need => need.Action));

    [Fact]
    public void The_code_has_a_call_for_every_action_on_the_database()
    {
        Assert.SkipUnless(Code.Contains("flexibleServers", StringComparison.Ordinal), "The automation does nothing with the database.");

        Assert.Equal([], NeededByTheDatabase.Where(need => !Regex.IsMatch(Code, need.Code)).Select(need => need.Action));
    }

    [Fact]
    public void Every_call_of_the_resource_manager_is_known_here()
    {
        string[] calls = [.. Call().Matches(Code).Select(match => match.Value)];

        Assert.True(calls.Length > 8, "the calls were not found");
        Assert.Equal([], calls.Where(call => !Needed.Concat(NeededByTheDatabase).Any(need => Regex.IsMatch(call, need.Code))));
    }

    [Fact]
    public void The_automation_may_give_machines_the_identity_of_the_web_servers_and_no_other()
    {
        string[] resources = Repository.Text("bicep/access.bicep").Split("\nresource ");
        string role = Assert.Single(resources, resource => resource.Contains(AssignIdentity, StringComparison.Ordinal));
        string name = role[..role.IndexOf(' ', StringComparison.Ordinal)];
        string[] grants = [.. resources.Where(resource => resource.Contains($"roleDefinitions', {name}.name)", StringComparison.Ordinal))];

        Assert.Equal([AssignIdentity], Action().Matches(role).Select(match => match.Groups[1].Value));
        Assert.Contains("\n  scope: web\n", Assert.Single(grants), StringComparison.Ordinal);
    }

    [Fact]
    public void Polling_is_all_that_is_granted_outside_of_the_resource_group() =>
        Assert.Equal(
            ["Microsoft.Compute/locations/operations/read", "Microsoft.DBforMySQL/locations/azureAsyncOperation/read", "Microsoft.DBforMySQL/locations/operationResults/read"],
            Actions("bicep/polling.bicep"));

    // Sample: "          'Microsoft.Compute/virtualMachineScaleSets/read'"
    private static string[] Actions(string file) => [.. Action().Matches(Repository.Text(file)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^ {10}'(Microsoft\.[A-Za-z./]+)'", RegexOptions.Multiline)]
    private static partial Regex Action();

    [GeneratedRegex(@"\(\r?\n\s*")]
    private static partial Regex Wrapping();

    // One line of code from the receiver to the end of the line.
    [GeneratedRegex(@"[^\n]*(?:WaitUntil\.Started|rest\.[A-Z]\w*Async\(\$""\{|/retrieveBootDiagnosticsData|/providers/Microsoft\.Insights/)[^\n]*")]
    private static partial Regex Call();
}

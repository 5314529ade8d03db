using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

/// <summary>The options of the automation, and the app settings that the templates give it.</summary>
[Trait("Category", "fast")]
public sealed partial class SettingsTests
{
    private static readonly Type[] Options =
    [
        .. typeof(Steadfast.Functions.ServiceRegistration).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Steadfast.Functions", StringComparison.Ordinal) == true && SectionOf(type) is not null),
    ];

    private static readonly IReadOnlyDictionary<string, string> Defaults = Settings("bicep/automation-settings.bicep");
    private static readonly IReadOnlyDictionary<string, string> OfTheStack = Settings("bicep/stack.bicep");
    private static readonly IReadOnlyDictionary<string, string> OfTheHost = Settings("bicep/functions.bicep");

    [Fact]
    public void Every_option_has_a_setting_and_every_setting_an_option()
    {
        string[] options = [.. Options.SelectMany(type => Bound(type).Select(property => $"{SectionOf(type)}__{property.Name}")).Order(StringComparer.Ordinal)];
        string[] settings = [.. Defaults.Keys.Union(OfTheStack.Keys).Where(name => name.Contains("__", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.True(options.Length > 20, "the options were not found");
        Assert.True(
            options.SequenceEqual(settings),
            $"Add to bicep/automation-settings.bicep: {string.Join(", ", options.Except(settings))}. Take out: {string.Join(", ", settings.Except(options))}.");
    }

    [Fact]
    public void A_setting_that_does_not_follow_from_the_stack_has_the_default_of_its_option()
    {
        var expected = Options.SelectMany(type => Bound(type).Select(property => (Name: $"{SectionOf(type)}__{property.Name}", Value: DefaultOf(type, property))))
            .Where(option => Defaults.ContainsKey(option.Name))
            .Select(option => $"{option.Name}: '{option.Value}'");

        Assert.Equal(expected.Order(StringComparer.Ordinal), Defaults.Where(setting => setting.Key.Contains("__", StringComparison.Ordinal))
            .Select(setting => $"{setting.Key}: '{setting.Value}'").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_that_is_named_between_percent_signs_exists()
    {
        string[] sources = [.. Repository.Files("functions", "*.cs"), "functions/host.json"];
        string[] named = [.. sources.SelectMany(file => Percent().Matches(Repository.Text(file)).Select(match => match.Groups[1].Value)).Distinct()];

        Assert.Contains("TASKHUB_NAME", named);
        Assert.Equal([], named.Except(Defaults.Keys).Except(OfTheHost.Keys));
    }

    [Fact]
    public void The_host_signs_in_with_its_identity()
    {
        string[] expected =
        [
            "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureWebJobsStorage__blobServiceUri",
            "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri", "TASKHUB_NAME",
        ];

        Assert.Equal(expected, OfTheHost.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_platform_repairs_only_what_the_automation_has_long_given_up()
    {
        Steadfast.Functions.Incidents.RecoveryOptions recovery = new();
        TimeSpan longestRung = new[] { recovery.RestartDeadline, recovery.ReimageDeadline, recovery.ReplaceDeadline }.Max() + recovery.RestoreDeadline + recovery.StayHealthy;
        TimeSpan grace = System.Xml.XmlConvert.ToTimeSpan(Grace().Match(Repository.Text("bicep/web.bicep")).Groups[1].Value);

        Assert.True(grace > longestRung, $"a rung may take {longestRung}, and the platform waits {grace}");
    }

    private static string? SectionOf(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) ? type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string : null;

    private static IEnumerable<PropertyInfo> Bound(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);

    private static string DefaultOf(Type type, PropertyInfo property) => property.GetValue(Activator.CreateInstance(type)) switch
    {
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // Sample: "  Recovery__CheckInterval: '00:00:10'"
    private static Dictionary<string, string> Settings(string file) =>
        Setting().Matches(Repository.Text(file)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [GeneratedRegex(@"^ +([A-Z][a-zA-Z]+(?:__[a-zA-Z]+)+|[A-Z]+_[A-Z_]*[A-Z]|WatchdogSchedule): (?:'([^\n]*)'|[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex("\"%([A-Za-z_]+)%\"")]
    private static partial Regex Percent();

    [GeneratedRegex("repairGrace: '([A-Z0-9]+)'")]
    private static partial Regex Grace();
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Docs.Tests;

/// <summary>What the pages for people on call tell them to send, and what they say of the answers.</summary>
public sealed partial class OperationsTests
{
    private const string Operations = "docs/operations.md";

    private static readonly string Page = Repository.Text(Operations);

    [Fact]
    public void Every_curl_line_is_one_that_the_api_understands()
    {
        ToldRequest[] told = [.. ToldRequest.OfCurl(Page)];

        Assert.Equal(Regex.Count(Page, "curl -sS"), told.Length);
        Assert.All(told, request => Assert.Null(request.Problem()));
    }

    [Fact]
    public void Every_request_that_is_told_to_people_is_sent_by_an_example()
    {
        string[] api = [.. OpenApi.Operations.Select(operation => operation.Operation["operationId"]!.GetValue<string>())];
        HashSet<string> shown = [.. ToldRequest.OfCurl(Page).Select(request => request.Operation!["operationId"]!.GetValue<string>())];

        // Alerts are sent by Azure Monitor alone, and the console is for a browser.
        Assert.Equal(api.Where(name => name is not ("Alerts" or "ShowConsole" or "ShowConsoleFile")).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Operations)]
    [InlineData(FailureModesPage.Path)]
    public void Every_request_that_is_named_exists(string page) =>
        Assert.All(ToldRequest.OfText(Repository.Text(page).Replace("{id}", "1", StringComparison.Ordinal).Replace("incidents/1", "incidents/incident-1", StringComparison.Ordinal)),
            request => Assert.Null(request.Problem()));

    [Fact]
    public void The_table_of_notices_has_every_kind() =>
        Assert.Equal(Enum.GetNames<NoticeKind>(), FirstColumn("A notice has come"));

    [Fact]
    public void The_table_of_outcomes_has_every_outcome() =>
        Assert.Equal(Enum.GetNames<IncidentOutcome>().Order(StringComparer.Ordinal), FirstColumn("Read an incident").Where(word => char.IsUpper(word[0])).Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_of_steps_has_every_kind() =>
        Assert.Equal(Enum.GetNames<StepKind>(), FirstColumn("Steps of an incident").Where(word => char.IsUpper(word[0])));

    [Fact]
    public void Fields_of_an_incident_that_are_explained_exist() =>
        Assert.Equal([], FirstColumn("Read an incident").Where(word => char.IsLower(word[0])).Except(FieldsOf<IncidentRecord>()));

    [Fact]
    public void Every_field_of_the_automations_state_is_explained() =>
        Assert.Equal(FieldsOf<AutomationView>().Order(StringComparer.Ordinal), FirstColumn("Is the automation acting").Order(StringComparer.Ordinal));

    [Fact]
    public void The_modes_are_those_that_there_are()
    {
        string section = Section("Modes");

        Assert.All(Enum.GetNames<Mode>(), mode => Assert.Contains($"`{mode}`", section, StringComparison.Ordinal));
        Assert.Equal(typeof(ModeOptions).GetProperties().Select(property => $"Modes__{property.Name}"), FirstColumn("Modes"));
    }

    [Fact]
    public void The_example_of_a_notice_is_the_one_of_the_api()
    {
        JsonNode shown = JsonNode.Parse(Regex.Match(Page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value)!;
        JsonNode example = OpenApi.Document["webhooks"]!["notice"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;

        Assert.True(JsonNode.DeepEquals(example, shown), shown.ToJsonString());
    }

    [Theory]
    [InlineData(Operations)]
    [InlineData(FailureModesPage.Path)]
    [InlineData(OpenApi.Path)]
    public void Every_app_setting_that_is_named_exists(string page)
    {
        HashSet<string> settings =
        [
            .. from type in CodeDocs.Functions.GetTypes()
               let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue()
               where section is not null
               from property in type.GetProperties()
               where property.CanWrite
               select $"{section}__{property.Name}",
        ];

        Assert.Equal([], Setting().Matches(Repository.Text(page)).Select(match => match.Value).Distinct().Where(name => !settings.Contains(name)));
    }

    [Theory]
    [InlineData(Operations)]
    [InlineData(FailureModesPage.Path)]
    public void Every_link_leads_somewhere(string page)
    {
        foreach (Match link in Link().Matches(Repository.Text(page)))
        {
            string file = link.Groups["file"].Value.Length == 0 ? page : $"docs/{link.Groups["file"].Value}";

            Assert.True(Repository.Has(file), $"{link.Value}: there is no {file}");
            Assert.True(link.Groups["anchor"].Value.Length == 0 || Anchors(file).Contains(link.Groups["anchor"].Value), $"{link.Value}: {file} has no such section");
        }
    }

    private static IEnumerable<string> Anchors(string file) => Heading().Matches(Repository.Text(file))
        .Select(match => Regex.Replace(match.Groups[1].Value.ToLowerInvariant().Replace(' ', '-'), "[^a-z0-9-]", ""));

    private static IEnumerable<string> FieldsOf<T>() => JsonSerializerOptions.Web.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name);

    private static string Section(string heading) => Regex.Match(Page, $"\n## {heading}\n(.*?)(\n## |$)", RegexOptions.Singleline).Groups[1].Value;

    /// <summary>What stands in backticks in the first cell of every row.</summary>
    private static IEnumerable<string> FirstColumn(string heading) => Regex.Matches(Section(heading), "^\\| (`[^|]*) \\|", RegexOptions.Multiline)
        .SelectMany(row => Regex.Matches(row.Groups[1].Value, "`([A-Za-z_]+)`").Select(match => match.Groups[1].Value))
        .Where(word => word is not ("kind" or "outcome"));

    [GeneratedRegex("\\b[A-Z][A-Za-z]+__[A-Z][A-Za-z]+\\b")]
    private static partial Regex Setting();

    [GeneratedRegex("\\]\\((?<file>[a-z-]+\\.(?:md|yaml))?(?:#(?<anchor>[a-z0-9-]+))?\\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}

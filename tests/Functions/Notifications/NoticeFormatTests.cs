using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Each shape, held to a schema that is written after its public documentation, as the documented examples are.</summary>
[Trait("Category", "fast")]
public sealed class NoticeFormatTests
{
    private const int TeamsLimit = 28 * 1024;

    public static TheoryData<NoticeFormat> Shapes => [NoticeFormat.Teams, NoticeFormat.Slack, NoticeFormat.PagerDuty, NoticeFormat.Opsgenie];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_documented_examples_keep_to_the_schema(NoticeFormat format)
    {
        JsonArray documents = JsonNode.Parse(Recorded("Examples", format))!["documents"]!.AsArray();

        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.Null(ProblemOf(format, document!)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_notice_keeps_to_the_schema(NoticeFormat format)
    {
        JsonNode[] bodies = [.. SampleNotices.All.SelectMany(notice => Requests(format, notice)).Select(request => request.Body)];

        Assert.True(bodies.Length > 10, $"only {bodies.Length} requests");
        Assert.All(bodies, body => Assert.Null(ProblemOf(format, body)));
    }

    [Theory]
    [InlineData(NoticeFormat.Teams, "type", "msg")]
    [InlineData(NoticeFormat.Slack, "blocks", "text")]
    [InlineData(NoticeFormat.PagerDuty, "event_action", "open")]
    [InlineData(NoticeFormat.Opsgenie, "priority", "P6")]
    public void A_body_that_is_wrong_does_not_keep_to_it(NoticeFormat format, string field, string value)
    {
        JsonNode body = Requests(format, SampleNotices.Escalated)[^1].Body;
        body[field] = value;

        Assert.NotNull(ProblemOf(format, body));
    }

    [Fact]
    public void A_card_is_never_too_large_for_teams() => Assert.All(SampleNotices.All, notice =>
        Assert.InRange(Encoding.UTF8.GetByteCount(Requests(NoticeFormat.Teams, notice)[0].Body.ToJsonString()), 1, TeamsLimit));

    [Fact]
    public void Text_from_elsewhere_is_no_markup_in_slack()
    {
        JsonNode body = Requests(NoticeFormat.Slack, SampleNotices.Escalated with { Text = SampleNotices.Hostile, NextStep = SampleNotices.Hostile, Subject = SampleNotices.Hostile })[0].Body;

        Assert.DoesNotContain(TextsOf(body), text => text.Contains('<', StringComparison.Ordinal) || text.Contains('>', StringComparison.Ordinal));
        Assert.Contains(TextsOf(body), text => text.Contains("&lt;!channel&gt;", StringComparison.Ordinal) && text.Contains("&amp;amp;", StringComparison.Ordinal));
        Assert.All(Objects(body).Where(part => part["type"]?.GetValue<string>() == "mrkdwn"), part => Assert.True(part["verbatim"]!.GetValue<bool>()));
    }

    [Fact]
    public void No_entity_is_cut_apart_and_no_character_either()
    {
        Assert.Equal("&lt;&lt;…", NoticeText.ForSlack("<<<<", 11));
        Assert.Equal("a…", NoticeText.Fit("a👩‍👩‍👧b", 8));
        Assert.Equal("a👩‍👩‍👧b", NoticeText.Fit("a👩‍👩‍👧b", 10));
    }

    [Fact]
    public void Text_from_elsewhere_is_a_run_on_a_card_which_holds_no_markdown_and_no_function()
    {
        JsonNode body = Requests(NoticeFormat.Teams, SampleNotices.Escalated with { Text = SampleNotices.Hostile, Subject = SampleNotices.Hostile })[0].Body;

        Assert.DoesNotContain(Objects(body), part => part["type"]?.GetValue<string>() is "TextBlock" or "FactSet");
        Assert.DoesNotContain(TextsOf(body), text => text.Contains("{{", StringComparison.Ordinal) || text.Contains("${", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_names_severity_headline_next_step_and_the_three_addresses(NoticeFormat format)
    {
        Notice notice = SampleNotices.Escalated;
        string body = Requests(format, notice)[^1].Body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        string severity = format == NoticeFormat.Opsgenie ? "P1" : "critical";

        Assert.Contains(severity, body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Person needed: Escalated of instance 1", body, StringComparison.Ordinal);
        Assert.Contains("Read its boot log in the portal.", body, StringComparison.Ordinal);
        Assert.Contains($"{SampleNotices.Console}#/incidents/{notice.IncidentId}", body, StringComparison.Ordinal);
        Assert.Contains($"https://func-a.azurewebsites.net/api/incidents/{notice.IncidentId}/report", body, StringComparison.Ordinal);
        Assert.Contains(notice.Link!, body, StringComparison.Ordinal);
    }

    private static IReadOnlyList<NoticeRequest> Requests(NoticeFormat format, Notice notice) => NoticeRequest.For(
        NoticeLinks.Complete(notice, SampleNotices.Console),
        new("", $"{format}", "https://hooks.example.org/services/a", SampleNotices.Key));

    private static string? ProblemOf(NoticeFormat format, JsonNode body)
    {
        using JsonDocument document = JsonDocument.Parse(body.ToJsonString());
        EvaluationResults results = Schema(format).Evaluate(document.RootElement, new() { OutputFormat = OutputFormat.List });
        return results.IsValid ? null : $"{string.Join("; ", (results.Details ?? []).SelectMany(one => one.Errors ?? []).Select(error => error.Value))}: {body.ToJsonString()}";
    }

    // Each with a registry of its own: a schema is built once in a registry.
    private static JsonSchema Schema(NoticeFormat format) => JsonSchema.FromText(Recorded("Schemas", format), new() { SchemaRegistry = new() });

    private static string Recorded(string folder, NoticeFormat format) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Notifications", folder, $"{format}.json".ToLowerInvariant()));

    private static IEnumerable<string> TextsOf(JsonNode body) => Objects(body).Select(part => part["text"]).OfType<JsonValue>().Select(text => text.GetValue<string>());

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject one => [one, .. one.SelectMany(field => Objects(field.Value))],
        JsonArray many => many.SelectMany(Objects),
        _ => [],
    };
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Docs.Tests;

public sealed partial class OpenApiTests
{
    private const string Json = "application/json";

    // What an answer holds where the doc comment of its trigger does not name it.
    private static readonly Dictionary<string, string> Unnamed = new()
    {
        ["Alerts 202"] = nameof(AlertReceipt),
        ["PauseAutomation 202"] = "AutomationView",
        ["ResumeAutomation 202"] = "AutomationView",
        ["Lease 202"] = "AutomationView",
        ["ApproveIncident 202"] = nameof(IncidentRecord),
        ["AbortIncident 202"] = nameof(IncidentRecord),
    };

    [Fact]
    public void The_schemas_are_those_of_the_records() => Assert.Equal(SchemaText.Write(), Repository.Text(OpenApi.Path));

    /// <summary>Writes the schemas anew; run it by name when the code has changed.</summary>
    [Fact(Explicit = true)]
    public void Write() => File.WriteAllText(Repository.PathOf(OpenApi.Path), SchemaText.Write());

    [Fact]
    public void Every_http_trigger_is_described_and_nothing_else() => Assert.Equal(
        OpenApi.Functions.Select(function => $"{function.Method} {function.Path} {function.Function}").Order(StringComparer.Ordinal),
        OpenApi.Operations.Select(operation => $"{operation.Name} {operation.Operation["operationId"]}").Order(StringComparer.Ordinal));

    [Fact]
    public void Paths_begin_as_the_host_serves_them() =>
        Assert.Equal("api", JsonNode.Parse(Repository.Text("functions/host.json"))!["extensions"]!["http"]!["routePrefix"]!.GetValue<string>());

    [Fact]
    public void Every_reference_leads_somewhere_and_every_component_is_referred_to()
    {
        HashSet<string> references = [.. OpenApi.References(OpenApi.Document)];
        IEnumerable<string> components = from kind in OpenApi.Document["components"]!.AsObject()
                                         where kind.Key != "securitySchemes"
                                         from component in kind.Value!.AsObject()
                                         select $"#/components/{kind.Key}/{component.Key}";

        Assert.Equal(components.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_answer_that_a_trigger_promises_is_described_and_no_other()
    {
        foreach (HttpFunction function in OpenApi.Functions)
        {
            string returns = CodeDocs.Of(function.Trigger).Returns.ToString();
            string[] parts = Status().Split(returns)[1..];
            IEnumerable<string> promised = parts.Chunk(2).Select(part => Answer(function, part[0], part[1])).Concat(Common(function));

            Assert.Equal(promised.Order(StringComparer.Ordinal), Described(function).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_body_is_the_one_that_its_trigger_reads()
    {
        foreach (HttpFunction function in OpenApi.Functions.Where(function => function.Function != "Alerts"))
        {
            string? named = CodeDocs.Named(CodeDocs.Of(function.Trigger).Request?.ToString() ?? "").SingleOrDefault()?.Name;
            JsonNode? body = OpenApi.Operation(function)["requestBody"]?["content"]?[Json]?["schema"];

            Assert.Equal((function.Function, named), (function.Function, body is null ? null : SchemaOf(body)));
        }
    }

    [Fact]
    public void Parameters_of_the_path_are_those_of_the_route()
    {
        foreach (HttpFunction function in OpenApi.Functions)
        {
            IEnumerable<string> described = Parameters(function).Where(parameter => parameter["in"]!.GetValue<string>() == "path").Select(parameter => parameter["name"]!.GetValue<string>());

            Assert.Equal(Placeholder().Matches(function.Path).Select(match => match.Groups[1].Value), described);
        }
    }

    [Theory]
    [InlineData("ShowIncident", "id", typeof(IncidentReader), "IdShape")]
    [InlineData("ShowEvidence", "id", typeof(EvidenceTrigger), "IdShape")]
    [InlineData("ShowEvidence", "number", typeof(EvidenceTrigger), "NumberShape")]
    [InlineData("OrderAction", "id", typeof(OrdersTrigger), "InstanceNumber")]
    public void A_shape_is_the_one_that_is_checked(string function, string parameter, Type trigger, string shape)
    {
        string read = trigger.GetMethod(shape, BindingFlags.Static | BindingFlags.NonPublic)!.GetCustomAttribute<GeneratedRegexAttribute>()!.Pattern;

        Assert.Equal(read, Parameter(function, parameter)["pattern"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("ListIncidents", "state", typeof(IncidentOutcome))]
    [InlineData("ListNotifications", "state", typeof(NoticeState))]
    public void A_choice_is_the_one_that_is_read(string function, string parameter, Type choice) => Assert.Equal(
        Enum.GetNames(choice).Select(JsonNamingPolicy.CamelCase.ConvertName),
        Parameter(function, parameter)["enum"]!.AsArray().Select(value => value!.GetValue<string>()));

    [Fact]
    public void The_actions_that_can_be_ordered_are_those_on_an_instance() => Assert.Equal(
        RepairActions.OfInstance.Select(action => action.Name()),
        Parameter("OrderAction", "action")["enum"]!.AsArray().Select(value => value!.GetValue<string>()));

    [Fact]
    public void The_example_of_an_alert_is_one_that_is_taken_in()
    {
        JsonNode example = OpenApi.Operation(OpenApi.Functions.Single(function => function.Function == "Alerts"))["requestBody"]!["content"]![Json]!["example"]!;

        AlertReading read = AlertPolicy.Read(JsonPart.Read(JsonSerializer.Serialize(example))!.Value, DateTimeOffset.UnixEpoch);

        Assert.Equal(("lb-probe-down", "10.0.1.4"), (read.Signal?.Rule, read.Signal?.BackendAddress));
    }

    [Fact]
    public void Examples_of_bodies_are_accepted()
    {
        foreach (HttpFunction function in OpenApi.Functions.Where(function => function.Function != "Alerts"))
        {
            if (OpenApi.Operation(function)["requestBody"]?["content"]?[Json] is { } content)
            {
                JsonNode[] examples = content["example"] is { } one ? [one] : [.. content["examples"]!.AsObject().Select(example => example.Value!["value"]!)];

                Assert.NotEmpty(examples);
                Assert.All(examples, example => Assert.Null(Bodies.Problem(SchemaOf(content["schema"]!), example.ToJsonString())));
            }
        }
    }

    [Fact]
    public void The_example_of_a_notice_is_one()
    {
        JsonNode example = OpenApi.Document["webhooks"]!["notice"]!["post"]!["requestBody"]!["content"]![Json]!["example"]!;
        Notice notice = example.Deserialize<Notice>(JsonSerializerOptions.Web)!;

        Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(notice with { At = default }, JsonSerializerOptions.Web), WithoutTime(example)), example.ToJsonString());
    }

    private static JsonNode WithoutTime(JsonNode example)
    {
        JsonNode copy = example.DeepClone();
        copy["at"] = JsonSerializer.SerializeToNode(default(DateTimeOffset));
        return copy;
    }

    // What every function answers of its kind: to a wrong key, to a page of another site, to whoever asks whether the key opens it.
    private static string[] Common(HttpFunction function) => function switch
    {
        { IsOpen: true } => [],
        { Function: "Alerts" } => ["401 ", "403 problem"],
        { Method: "post" } => ["204 ", "401 ", "403 problem"],
        _ => ["401 ", "403 problem"],
    };

    // Sample: "202 OrderReceipt", "200 IncidentRecord[]", "404 problem"
    private static string Answer(HttpFunction function, string status, string comment)
    {
        string? named = CodeDocs.Named(comment).SingleOrDefault()?.Name ?? Unnamed.GetValueOrDefault($"{function.Function} {status}");
        return status[0] switch
        {
            '2' => $"{status} {named}{(comment.Contains("list of", StringComparison.Ordinal) ? "[]" : "")}",
            '3' => $"{status} ",
            _ => $"{status} problem",
        };
    }

    private static IEnumerable<string> Described(HttpFunction function) => OpenApi.Operation(function)["responses"]!.AsObject().Select(response =>
        OpenApi.Resolve(response.Value!)["content"] is not { } content ? $"{response.Key} "
        : content["application/problem+json"] is not null ? $"{response.Key} problem"
        : content[Json] is null ? $"{response.Key} "
        : $"{response.Key} {SchemaOf(content[Json]!["schema"]!)}");

    private static string SchemaOf(JsonNode schema) => schema["items"] is { } items ? $"{SchemaOf(items)}[]" : schema["$ref"]!.GetValue<string>().Split('/')[^1];

    private static IEnumerable<JsonObject> Parameters(HttpFunction function) =>
        OpenApi.Operation(function)["parameters"]?.AsArray().Select(parameter => OpenApi.Resolve(parameter!)) ?? [];

    private static JsonObject Parameter(string function, string name) =>
        Parameters(OpenApi.Functions.Single(known => known.Function == function)).Single(parameter => parameter["name"]!.GetValue<string>() == name)["schema"]!.AsObject();

    [GeneratedRegex("\\b([2-5][0-9]{2})\\b")]
    private static partial Regex Status();

    [GeneratedRegex("\\{([a-z]+)\\}")]
    private static partial Regex Placeholder();
}

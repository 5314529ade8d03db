using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Alerts;

/// <summary>Says in words what an alert is about, for people who are told of it. Pure.</summary>
internal static class AlertAbout
{
    private const int MaxWord = 100;
    private const int MaxWords = 12;

    // Name in the payload, and what it is called in the sentence. Sources: alert payload samples of Azure Monitor.
    private static readonly (string Name, string Label)[] OfEvents =
    [
        ("title", ""), ("service", "service"), ("region", "region"), ("incidentType", "kind"), ("trackingId", "tracking id"),
        ("stage", "stage"),
        ("currentHealthStatus", "health"), ("cause", "cause"),
    ];

    private static readonly (string Name, string Label)[] OfBudgets =
    [
        ("BudgetName", "budget"), ("SpentAmount", "spent"), ("NotificationThresholdAmount", "threshold"), ("Unit", "in"),
    ];

    private static readonly (string Name, string Label)[] OfMetrics =
    [
        ("metricName", ""), ("searchQuery", "query"), ("metricValue", "value"), ("operator", "condition"), ("threshold", "threshold"),
        ("timeAggregation", "aggregation"),
    ];

    /// <summary>The sentence for an alert of the common schema; null when it says nothing.</summary>
    public static string? Of(JsonPart essentials, JsonPart context, JsonPart criterion) => Sentence(
    [
        .. Words(criterion, OfMetrics), .. Words(context["properties"], OfEvents), .. Words(context["AlertData"], OfBudgets),
        .. essentials["description"].Shown() is { } description ? [description] : Array.Empty<string>(),
    ]);

    /// <summary>The sentence for an alert of another schema: every text and number in it, as far as they are not many.</summary>
    public static string? OfData(JsonPart data) =>
        Sentence(
            data.Names.Take(MaxWords)
                .SelectMany(
                    name => data[name].ShownValue(MaxWord) is { } value ? new[] { $"{DisplayText.Of(name, MaxWord)} {value}" } : []));

    private static IEnumerable<string> Words(JsonPart part, (string Name, string Label)[] names) =>
        from one in names
        let value = part[one.Name].ShownValue(MaxWord)
        where value is not null
        select one.Label.Length == 0 ? value : $"{one.Label} {value}";

    private static string? Sentence(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } sentence ? sentence : null;
}

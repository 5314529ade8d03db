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

    /// <summary>Writes the sentence for an alert of the common schema; null when it says nothing.</summary>
    public static string? Of(JsonPart essentials, JsonPart context, JsonPart criterion) => Sentence(
    [
        .. Words(criterion, OfMetrics), .. Words(context["properties"], OfEvents), .. Words(context["AlertData"], OfBudgets),
        essentials["description"].Shown(),
    ]);

    /// <summary>Writes the sentence for an alert of another schema: every text and number in it, as far as they are not many.</summary>
    public static string? OfData(JsonPart data) =>
        Sentence(
            from name in data.Names.Take(MaxWords)
            let value = data[name].ShownValue(MaxWord)
            where value is not null
            select $"{DisplayText.Of(name, MaxWord)} {value}");

    private static IEnumerable<string?> Words(JsonPart part, (string Name, string Label)[] names) =>
        names.Select(one => Word(part[one.Name].ShownValue(MaxWord), one.Label));

    private static string? Word(string? value, string label)
    {
        if (value is null || label.Length == 0)
        {
            return value;
        }

        return $"{label} {value}";
    }

    // A word that is null is left out.
    private static string? Sentence(IEnumerable<string?> words)
    {
        string sentence = string.Join(", ", words.OfType<string>());
        return sentence.Length == 0 ? null : sentence;
    }
}

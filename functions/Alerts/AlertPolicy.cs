using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Steadfast.Functions.Azure;

namespace Steadfast.Functions.Alerts;

/// <summary>A signal, or why the body is not an alert.</summary>
/// <param name="Signal">The signal; null when the body is not an alert.</param>
/// <param name="Problem">What is wrong with the body and what is expected; null when nothing is.</param>
public sealed record AlertReading(AlertSignal? Signal, string? Problem);

/// <summary>Reads the common alert schema. Pure.</summary>
public static class AlertPolicy
{
    private const string Schema = "azureMonitorCommonAlertSchema";
    private const int LongestText = 256;
    private const int LongestRule = 80;
    private const int LongestId = 1000;

    /// <summary>Reads a body. Everything but the schema id and the condition may be absent or null.</summary>
    /// <param name="body">The JSON document.</param>
    /// <param name="receivedAt">When it arrived.</param>
    public static AlertReading Read(JsonElement body, DateTimeOffset receivedAt)
    {
        if (Text(body, "schemaId") != Schema)
        {
            return Not($"schemaId must be {Schema}: switch on the common alert schema for this receiver of the action group.");
        }

        JsonElement data = Child(body, "data");
        JsonElement essentials = Child(data, "essentials");
        if (Text(essentials, "alertId") is not { } id)
        {
            return Not("data.essentials.alertId is missing.");
        }

        AlertCondition condition;
        switch (Text(essentials, "monitorCondition"))
        {
            case nameof(AlertCondition.Fired):
                condition = AlertCondition.Fired;
                break;
            case nameof(AlertCondition.Resolved):
                condition = AlertCondition.Resolved;
                break;
            default:
                return Not("data.essentials.monitorCondition must be Fired or Resolved.");
        }

        JsonElement criterion = CriterionAboutABackEnd(Child(Child(data, "alertContext"), "condition"));
        return new(new(id, Shown(Text(essentials, "alertRule") ?? "unknown rule"), condition, Time(Text(essentials, "firedDateTime")), receivedAt,
            Text(criterion, "metricName"), Address(criterion))
        {
            Resource = FirstText(Child(essentials, "alertTargetIDs")),
            Handler = Text(Child(data, "customProperties"), "handler"),
            Health = HealthOf(Child(data, "alertContext")),
        }, null);
    }

    /// <summary>
    /// The orchestration that takes in one delivery. Repeated deliveries have the same id, so they are one; nothing of the alert's text
    /// gets into it.
    /// </summary>
    /// <param name="signal">The alert.</param>
    public static string IntakeId(AlertSignal signal)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{signal.AlertId}\n{signal.BackendAddress}\n{signal.FiredAt:O}"));
        return $"{IntakePrefix}{Convert.ToHexStringLower(hash.AsSpan(0, 12))}-{signal.Condition.ToString().ToLowerInvariant()}";
    }

    /// <summary>Every intake's id begins with this.</summary>
    public const string IntakePrefix = "alert-";

    // Sample: {"eventSource":"ResourceHealth","status":"Active","properties":{"currentHealthStatus":"Unavailable","cause":"PlatformInitiated"}}
    private static HealthSignal? HealthOf(JsonElement context)
    {
        JsonElement properties = Child(context, "properties");
        return Text(context, "eventSource") != "ResourceHealth" ? null
            : new(Text(properties, "currentHealthStatus") ?? "", Text(context, "status") == "Resolved", Text(properties, "cause") == "UserInitiated");
    }

    private static string? FirstText(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.String && list[0].GetString() is { Length: > 0 and <= LongestId } text ? text : null;

    private static AlertReading Not(string problem) => new(null, problem);

    // "allOf" holds several criteria when the rule has several; the one that names a back end is the one that can be placed.
    private static JsonElement CriterionAboutABackEnd(JsonElement condition)
    {
        JsonElement all = Child(condition, "allOf");
        if (all.ValueKind != JsonValueKind.Array || all.GetArrayLength() == 0)
        {
            return default;
        }

        return all.EnumerateArray().Where(criterion => Address(criterion) is not null).DefaultIfEmpty(all[0]).First();
    }

    // Sample: "dimensions":[{"name":"BackendIPAddress","value":"10.0.0.5"}]
    private static string? Address(JsonElement criterion)
    {
        JsonElement dimensions = Child(criterion, "dimensions");
        return dimensions.ValueKind != JsonValueKind.Array ? null : dimensions.EnumerateArray()
            .Where(dimension => string.Equals(Text(dimension, "name"), ProbeMetrics.AddressDimension, StringComparison.OrdinalIgnoreCase))
            .Select(dimension => Text(dimension, "value"))
            .FirstOrDefault(value => IPAddress.TryParse(value, out _));
    }

    private static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement child) ? child : default;

    private static string? Text(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text[..Math.Min(text.Length, LongestText)]
            : null;

    // The name of the rule is repeated in every record, log line and terminal; nothing in it may steer one of those.
    private static string Shown(string rule) => string.Concat(
        rule.EnumerateRunes().Take(LongestRule).Select(rune => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? " " : rune.ToString()));

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}

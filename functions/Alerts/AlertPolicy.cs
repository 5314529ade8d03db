using System.Net;
using System.Security.Cryptography;
using System.Text;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Alerts;

/// <summary>Carries a signal, or why the body is not an alert.</summary>
/// <param name="Signal">The signal; null when the body is not an alert.</param>
/// <param name="Problem">What is wrong with the body and what is expected; null when nothing is.</param>
public sealed record AlertReading(AlertSignal? Signal, string? Problem);

/// <summary>Reads alerts: the common alert schema whole, of others as much as people need. Pure.</summary>
public static class AlertPolicy
{
    private const string Schema = "azureMonitorCommonAlertSchema";
    private const int MaxText = 256;
    private const int MaxRule = 80;
    private const int MaxId = 1000;

    /// <summary>
    /// Reads a body. Whatever is an alert is taken in, also one that cannot be placed: what is refused is never sent again, and nobody
    /// would hear of it.
    /// </summary>
    internal static AlertReading Read(JsonPart body, DateTimeOffset receivedAt)
    {
        bool isCommon = body["schemaId"].Text == Schema;
        if (isCommon && body["data"]["essentials"].HasParts)
        {
            return new(OfCommon(body, receivedAt), null);
        }

        if (isCommon)
        {
            return new(null, "data.essentials of the common alert schema is missing.");
        }

        if (body["data"].HasParts || body["context"].HasParts)
        {
            return new(OfAnother(body, receivedAt), null);
        }

        return new(null, $"The body is no alert: schemaId {Schema} is expected; switch on the common alert schema for this receiver of the "
            + "action group.");
    }

    private static AlertSignal OfCommon(JsonPart body, DateTimeOffset receivedAt)
    {
        JsonPart data = body["data"];
        (JsonPart essentials, JsonPart context) = (data["essentials"], data["alertContext"]);
        JsonPart criterion = CriterionAboutABackEnd(context["condition"]);
        bool isServiceHealth = essentials["monitoringService"].Text == "ServiceHealth";
        return new(
            essentials["alertId"].Shown(MaxText) ?? body.Fingerprint(), essentials["alertRule"].Shown(MaxRule) ?? "unknown rule",
            ConditionOf(essentials["monitorCondition"].Text), essentials["firedDateTime"].Time, receivedAt, criterion["metricName"].Shown(),
            Address(criterion))
        {
            Resource = essentials["alertTargetIDs"].Items.FirstOrDefault().Shown(MaxId),
            // Log alerts (V2) and activity log alerts carry those of their rule within the context. Source: alert payload samples of Azure
            // Monitor.
            Handler = data["customProperties"]["handler"].Shown() ?? context["properties"]["handler"].Shown(),
            Health = HealthOf(context),
            About = AlertAbout.Of(essentials, context, criterion),
            EventId = isServiceHealth ? context["properties"]["trackingId"].Shown() : null,
            IsOver = isServiceHealth
                && (context["properties"]["stage"].Text ?? context["status"].Text) is "Resolved" or "Complete" or "RCA",
        };
    }

    // Sample: {"schemaId":"AIP Budget Notification","data":{"BudgetName":"team-a","SpendingAmount":"1111.32","Budget":"1000","Unit":"USD"}}
    private static AlertSignal OfAnother(JsonPart body, DateTimeOffset receivedAt)
    {
        JsonPart context = body["data"]["context"].IsObject ? body["data"]["context"] : body["context"];
        string schema = body["schemaId"].Shown(MaxRule) ?? "none";
        return new(
            context["id"].Shown(MaxText) ?? body.Fingerprint(), context["name"].Shown(MaxRule) ?? schema, AlertCondition.Unknown,
            context["timestamp"].Time, receivedAt, null, null)
        {
            Schema = schema,
            About = AlertAbout.OfData(context.HasParts ? context : body["data"]),
        };
    }

    private static AlertCondition ConditionOf(string? word) => word switch
    {
        nameof(AlertCondition.Fired) => AlertCondition.Fired,
        nameof(AlertCondition.Resolved) => AlertCondition.Resolved,
        _ => AlertCondition.Unknown,
    };

    /// <summary>
    /// Names the orchestration that takes in one delivery. Repeated deliveries have the same id, so they are one; nothing of the alert's
    /// text gets into it.
    /// </summary>
    public static string IntakeId(AlertSignal signal)
    {
        string hash = Hash($"{signal.AlertId}\n{signal.BackendAddress}\n{signal.FiredAt:O}");
        return $"{IntakePrefix}{hash}-{signal.Condition.ToString().ToLowerInvariant()}";
    }

    /// <summary>
    /// Makes the key of what an alert is about, which it has in common with the alert that says that this is over.
    /// </summary>
    /// <returns>Null when it does not say whether something began or ended: then nothing ever says that it is over.</returns>
    public static string? KeyOf(AlertSignal signal)
    {
        if (signal.Condition == AlertCondition.Unknown)
        {
            return null;
        }

        return $"{IntakePrefix}{Hash(signal.EventId ?? $"{signal.AlertId}\n{signal.BackendAddress}")}";
    }

    /// <summary>Makes the key of the fact that alerts of a rule come in another schema.</summary>
    /// <param name="schema">Name of the schema.</param>
    public static string KeyOfSchema(string rule, string schema) => $"{IntakePrefix}schema-{Hash($"{rule}\n{schema}")}";

    /// <summary>Tells whether an alert says that something is over.</summary>
    public static bool IsOver(AlertSignal signal) =>
        signal.Condition == AlertCondition.Resolved || signal.IsOver || signal.Health is { IsOver: true };

    /// <summary>Begins the id of every intake.</summary>
    public const string IntakePrefix = "alert-";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));

    // Sample:
    // {"eventSource":"ResourceHealth","status":"Active","properties":{"currentHealthStatus":"Unavailable","cause":"PlatformInitiated"}}
    private static HealthSignal? HealthOf(JsonPart context)
    {
        if (context["eventSource"].Text != "ResourceHealth")
        {
            return null;
        }

        return new(
            context["properties"]["currentHealthStatus"].Shown() ?? "", context["status"].Text == "Resolved",
            context["properties"]["cause"].Text == "UserInitiated");
    }

    // "allOf" holds several criteria when the rule has several; the one that names a back end is the one that can be placed.
    private static JsonPart CriterionAboutABackEnd(JsonPart condition)
    {
        JsonPart[] all = [.. condition["allOf"].Items];
        return all.Where(criterion => Address(criterion) is not null).DefaultIfEmpty(all.FirstOrDefault()).First();
    }

    // Sample: "dimensions":[{"name":"BackendIPAddress","value":"10.0.0.5"}]
    private static string? Address(JsonPart criterion) => criterion["dimensions"].Items
        .Where(dimension => string.Equals(dimension["name"].Text, ProbeMetrics.AddressDimension, StringComparison.OrdinalIgnoreCase))
        .Select(dimension => dimension["value"].Shown())
        .FirstOrDefault(value => IPAddress.TryParse(value, out _));
}

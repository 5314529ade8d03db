using System.Net;
using System.Security.Cryptography;
using System.Text;
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
    internal static AlertReading Read(JsonPart body, DateTimeOffset receivedAt)
    {
        if (body["schemaId"].Text != Schema)
        {
            return Not($"schemaId must be {Schema}: switch on the common alert schema for this receiver of the action group.");
        }

        JsonPart data = body["data"];
        JsonPart essentials = data["essentials"];
        if (essentials["alertId"].Shown(LongestText) is not { } id)
        {
            return Not("data.essentials.alertId is missing.");
        }

        AlertCondition condition;
        switch (essentials["monitorCondition"].Text)
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

        JsonPart criterion = CriterionAboutABackEnd(data["alertContext"]["condition"]);
        return new(new(id, essentials["alertRule"].Shown(LongestRule) ?? "unknown rule", condition, essentials["firedDateTime"].Time, receivedAt,
            criterion["metricName"].Shown(), Address(criterion))
        {
            Resource = essentials["alertTargetIDs"].Items.FirstOrDefault().Shown(LongestId),
            Handler = data["customProperties"]["handler"].Shown(),
            Health = HealthOf(data["alertContext"]),
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
    private static HealthSignal? HealthOf(JsonPart context) => context["eventSource"].Text != "ResourceHealth" ? null
        : new(context["properties"]["currentHealthStatus"].Shown() ?? "", context["status"].Text == "Resolved", context["properties"]["cause"].Text == "UserInitiated");

    private static AlertReading Not(string problem) => new(null, problem);

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

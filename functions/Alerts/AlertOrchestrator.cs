using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Alerts;

/// <summary>Names the outcome of an alert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertDisposition>))]
public enum AlertDisposition
{
    /// <summary>It opened an incident.</summary>
    Opened,

    /// <summary>An incident for the same target and failure class was open; it joined that one.</summary>
    Joined,

    /// <summary>It was a Resolved and was passed on to the open incident.</summary>
    Withdrew,

    /// <summary>Nothing to do, or only people are told; the reason says which.</summary>
    Noted,

    /// <summary>It could not be placed. It is kept and shown for a person.</summary>
    Unplaced,
}

/// <summary>Carries the outcome of an alert, with the reason.</summary>
/// <param name="Disposition">What became of it.</param>
/// <param name="IncidentKey">The key of the incident; null when there is none.</param>
/// <param name="Reason">One sentence.</param>
public sealed record AlertResult(AlertDisposition Disposition, string? IncidentKey, string Reason);

/// <summary>Carries the input of <see cref="AlertOrchestrator.ProcessAlert"/>.</summary>
/// <param name="Signal">The alert.</param>
/// <param name="Settings">Times, limits and modes for an incident it opens.</param>
public sealed record AlertInput(AlertSignal Signal, IncidentSettings Settings) : ISingleInstanceInput<AlertInput>
{
    /// <inheritdoc/>
    public string? StartMark { get; init; }

    /// <inheritdoc/>
    public AlertInput MarkedWith(string mark) => this with { StartMark = mark };

    /// <summary>Gets the span in which the alert was received, as a W3C <c>traceparent</c>; null while nobody listens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }
}

/// <summary>
/// Takes one alert in: finds its target, then opens, joins or quiets an incident. It is an orchestration so that an alert which was
/// answered with 202 outlives a crash and an outage of Azure Resource Manager.
/// </summary>
public static class AlertOrchestrator
{
    // About an hour in all: what is still wrong then, the watchdog has found by itself.
    private static readonly TaskOptions WhileArmIsAway = TaskOptions.FromRetryPolicy(
        new RetryPolicy(
            maxNumberOfAttempts: 65, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2,
            maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>Places one alert.</summary>
    [Function(nameof(ProcessAlert))]
    public static async Task<AlertResult> ProcessAlert([OrchestrationTrigger] TaskOrchestrationContext context, AlertInput input)
    {
        ILogger log = context.CreateReplaySafeLogger("Steadfast.Alerts");
        AlertResult outcome = await PlaceAsync(context, input);
        log.Placed(input.Signal.Rule, input.Signal.Condition, outcome.Disposition, outcome.Reason);
        return outcome;
    }

    private static async Task<AlertResult> PlaceAsync(TaskOrchestrationContext context, AlertInput input)
    {
        try
        {
            return await context.CallActivityAsync<AlertResult>(nameof(AlertActivities.PlaceAlert), input, WhileArmIsAway);
        }
        catch (TaskFailedException failure)
        {
            return new(AlertDisposition.Unplaced, null, AlertText.NotLookedUp(failure.FailureDetails.ErrorType));
        }
    }
}

using Microsoft.DurableTask;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Success is judged by a write that a web server takes, not by what the platform says.</summary>
internal static class WriteVerification
{
    /// <summary>Tries until a web server has written.</summary>
    /// <returns>False when none has in time.</returns>
    public static async Task<bool> RunAsync(TaskOrchestrationContext context, DatabaseOptions limits, TimeSpan patience, IncidentLog log)
    {
        DateTime began = context.CurrentUtcDateTime;
        DateTime deadline = began + patience;
        for (TimeSpan pause = TimeSpan.Zero; ; pause = limits.PollInterval)
        {
            TimeSpan first = await BoundedPoll.LeftForActivityAsync(context, pause);
            int attempt = (int)((context.CurrentUtcDateTime - began) / limits.PollInterval);
            DatabaseActivities.WriteInput input = new(context.InstanceId, attempt) { Plan = new(first, limits.PollInterval, deadline) };
            var written = await context.CallActivityAsync<CheckResult>(nameof(DatabaseActivities.VerifyWrite), input, Retries.OfReads);
            if (written.Verdict == Verdict.Good)
            {
                log.ServingSince(context.CurrentUtcDateTime, $"it takes writes: {written.Detail}");
                return true;
            }

            if (context.CurrentUtcDateTime + limits.PollInterval > deadline)
            {
                log.Add($"no web server could write: {written.Detail}");
                return false;
            }
        }
    }
}

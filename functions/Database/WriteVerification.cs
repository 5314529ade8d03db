using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Judges success by a write that a web server takes, not by what the platform says.</summary>
internal static class WriteVerification
{
    /// <summary>Tries until a web server has written.</summary>
    /// <returns>False when none has in time, or a person has ended the incident meanwhile.</returns>
    public static async Task<bool> RunAsync(Waits waits, RecoveryInput input, TimeSpan timeout, IncidentLog log)
    {
        DatabaseOptions limits = input.Settings.Database;
        DateTime began = waits.Now;
        DateTime deadline = began + timeout;
        TimeSpan pause = TimeSpan.Zero;
        while (true)
        {
            TimeSpan first = await waits.LeftForActivityAsync(pause);
            int attempt = (int)((waits.Now - began) / limits.PollInterval);
            WriteActivities.WriteInput trial =
                new(waits.Context.InstanceId, attempt) { Plan = waits.Plan(first, limits.PollInterval, deadline), Trace = input.Trace };
            CheckResult? written = await waits.AskAsync(() =>
                waits.Context.CallActivityAsync<CheckResult>(nameof(WriteActivities.VerifyWrite), trial, Retries.OfReads));
            if (written is null)
            {
                return false;
            }

            if (written.Verdict == Verdict.Good)
            {
                log.ServingSince(waits.Now, DatabaseText.Writes(written.Detail));
                return true;
            }

            if (waits.Until(deadline, limits.PollInterval) is not { } next)
            {
                log.Add(StepKind.Verified, DatabaseText.NoWrite(written.Detail));
                return false;
            }

            pause = next;
        }
    }
}

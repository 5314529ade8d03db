using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Looks whether an action that an incident left behind has ended on the platform by now, so that its permit is not kept until the action's
/// deadline. What cannot be read is taken to run.
/// </summary>
public sealed class LeftActionReader(
    ScaleSet scaleSet, ArmRestClient rest, IOptions<StackOptions> stack, IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock,
    ILogger<LeftActionReader> log)
{
    private const string Progress = "progress of what was left behind";

    private readonly ReadPauses _pauses = new(clock, () => recovery.CurrentValue.MaxWait);

    /// <summary>Finds those of the guard's permits whose action has ended.</summary>
    public async Task<IReadOnlyList<LeftActionEnd>> FindEndedAsync(GuardState guard, CancellationToken cancellation)
    {
        List<LeftActionEnd> ended = [];
        foreach (Permit permit in guard.Permits.Where(permit => permit.Left is not null))
        {
            if (await HowItEndedAsync(permit, cancellation) is { } detail)
            {
                log.LeftEnded(permit.Action.Name(), permit.Target, permit.IncidentId, detail);
                ended.Add(new(permit.IncidentId, permit.Target, permit.Left!.Since));
            }
        }

        return ended;
    }

    private async Task<string?> HowItEndedAsync(Permit permit, CancellationToken cancellation)
    {
        if (_pauses.Left(Progress) is not null)
        {
            return null;
        }

        using CancellationTokenSource deadline = new(stack.Value.ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            OperationProgress? told = await OperationStatus.ReadAsync(rest, permit.Left!.StatusUrl, either.Token);
            _pauses.Note(Progress, told?.RetryAfter);
            if (told is null)
            {
                return await ByInstanceAsync(permit, either.Token);
            }

            return LeftActionPolicy.HowItEnded(told);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.LeftUnknown(permit.Action.Name(), permit.Target, permit.IncidentId, failure);
            _pauses.Note(Progress, ArmFailure.Of(failure).RetryAfter);
            return null;
        }
    }

    // Of a replacement and a failover only their own operation tells: the resource may not show yet that it has begun.
    private async Task<string?> ByInstanceAsync(Permit permit, CancellationToken cancellation)
    {
        if (!permit.Action.TakesDown())
        {
            return null;
        }

        return LeftActionPolicy.HowItEnded(permit, await scaleSet.FindAsync(permit.Target, cancellation), clock.GetUtcNow());
    }
}

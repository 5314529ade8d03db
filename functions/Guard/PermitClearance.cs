using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Guard;

/// <summary>Identifies the permit under which an activity asks the platform for something.</summary>
/// <param name="IncidentId">The incident that holds it.</param>
/// <param name="Target">The target it was granted for; after a replacement was begun, that is still the old instance.</param>
/// <param name="IsOrdered">A person ordered the action, so pause, lease and breaker do not hold it up.</param>
public sealed record HeldPermit(string IncidentId, string Target, bool IsOrdered, GuardOptions Limits)
{
    /// <summary>Gets whether the person who ordered it said explicitly that the guard's numbers do not bind it.</summary>
    public bool IsForced { get; init; }

    /// <summary>
    /// Gets whether the request puts back what the action itself changed, so that the breaker does not hold it up. A pause and a lease do:
    /// whoever works on the stack must not see an instance go.
    /// </summary>
    public bool IsCleanUp { get; init; }

    /// <summary>
    /// Gets the number of the one request that it goes along with, counted within the incident: the same for every delivery of the
    /// activity that sends it. Null when it does no harm to send it twice.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RequestNumber { get; init; }

    /// <summary>Gets the decision behind the action, for its spans; null while nobody listens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ActionCause? Cause { get; init; }
}

/// <summary>Clears an action under a held permit, after a read of the guard.</summary>
public sealed class PermitClearance : Clearance
{
    // A permit is granted in a message, and the storage behind it may be written a moment after that message was sent.
    private const int MaxReads = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private PermitClearance(HeldPermit permit) => Permit = permit;

    /// <summary>Gets the permit behind it.</summary>
    public HeldPermit Permit { get; }

    /// <inheritdoc/>
    public override string IncidentId => Permit.IncidentId;

    /// <summary>Asks the guard for a clearance.</summary>
    public static async Task<ClearanceAnswer> AskAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, CancellationToken cancellation)
    {
        for (int read = 1; ; read++)
        {
            GuardState state = await GuardReader.ReadAsync(client, cancellation);
            ClearanceRefusal? refusal = ClearancePolicy.Refuse(state, permit, clock.GetUtcNow().UtcDateTime);
            if (refusal is null)
            {
                return new(new PermitClearance(permit), "") { Sent = ClearancePolicy.Sent(state, permit) };
            }

            if (!refusal.MayBeBehind || read == MaxReads)
            {
                return new(null, refusal.Reason);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }
}

/// <summary>Answers a request for a clearance.</summary>
/// <param name="Given">The clearance; null when something stands against the action.</param>
/// <param name="WhyNot">What stands against it, as a sentence; empty when nothing does.</param>
public sealed record ClearanceAnswer(Clearance? Given, string WhyNot)
{
    /// <summary>Gets the same request, which an earlier delivery was about to send; null when none was.</summary>
    public SentRequest? Sent { get; init; }
}

/// <summary>Says why an action that was permitted must not begin.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="MayBeBehind">The state may be older than the permit, so that another read may say otherwise.</param>
internal sealed record ClearanceRefusal(string Reason, bool MayBeBehind = false);

/// <summary>Decides whether an action that was permitted may still begin. Pure.</summary>
internal static class ClearancePolicy
{
    /// <summary>Returns the acceptance of the same request; null when none is known.</summary>
    public static AcceptedRequest? Accepted(GuardState state, HeldPermit held) => Of(state, held)
        .Select(permit => permit.Accepted)
        .FirstOrDefault(accepted => accepted is not null && accepted.Number == held.RequestNumber);

    /// <summary>Returns the same request, which an earlier delivery was about to send; null when none is known.</summary>
    public static SentRequest? Sent(GuardState state, HeldPermit held) => Of(state, held)
        .Select(permit => permit.Sent)
        .FirstOrDefault(sent => sent is not null && sent.Number == held.RequestNumber);

    private static IEnumerable<Permit> Of(GuardState state, HeldPermit held) =>
        state.Permits.Where(permit => (permit.IncidentId, permit.Target) == (held.IncidentId, held.Target));

    /// <summary>Returns the reason against it; null when there is none.</summary>
    public static ClearanceRefusal? Refuse(GuardState state, HeldPermit held, DateTime now)
    {
        GuardState current = GuardExpiry.At(state, now, held.Limits);
        if (current.Revocations.FirstOrDefault(revocation => revocation.IncidentId == held.IncidentId) is { } ended)
        {
            return new(GuardText.EndedBy(ended.By));
        }

        if (!current.Permits.Any(permit => permit.IsHeldBy(held.IncidentId, held.Target)))
        {
            return new(GuardText.NoPermit, MayBeBehind: true);
        }

        if (HoldsUp(current, held) is not { } refusal)
        {
            return null;
        }

        return new(refusal.Reason);
    }

    private static Refusal? HoldsUp(GuardState current, HeldPermit held)
    {
        if (held.IsOrdered)
        {
            return null;
        }

        return held.IsCleanUp
            ? GuardPolicy.HeldByPeople(current, current.Time)
            : GuardPolicy.HoldsBack(current, held.Target, current.Time);
    }
}

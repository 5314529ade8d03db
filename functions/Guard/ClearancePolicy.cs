namespace Steadfast.Functions.Guard;

/// <summary>The reason against beginning an action that was permitted.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="MayBeBehind">The state may be older than the permit, so that another read may say otherwise.</param>
internal sealed record ClearanceRefusal(string Reason, bool MayBeBehind = false);

/// <summary>Decides whether an action that was permitted may still begin. Pure.</summary>
internal static class ClearancePolicy
{
    /// <summary>The reason against it; null when there is none.</summary>
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

        return held.IsOrdered || held.IsCleanUp || GuardPolicy.HoldsBack(current, held.Target, current.Time) is not { } refusal
            ? null
            : new(refusal.Reason);
    }
}

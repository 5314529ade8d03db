namespace Steadfast.Functions.Guard;

/// <summary>The reason against beginning an action that was permitted.</summary>
/// <param name="Reason">One sentence.</param>
/// <param name="MayBeBehind">The state may be older than the permit, so that another read may say otherwise.</param>
internal sealed record ClearanceRefusal(string Reason, bool MayBeBehind = false);

/// <summary>Decides whether an action that was permitted may still begin. Pure.</summary>
internal static class ClearancePolicy
{
    /// <summary>The reason against it; null when there is none.</summary>
    /// <param name="state">The guard as it is now.</param>
    /// <param name="held">The permit.</param>
    /// <param name="now">The moment, UTC.</param>
    public static ClearanceRefusal? Refuse(GuardState state, HeldPermit held, DateTime now)
    {
        GuardState current = GuardExpiry.At(state, now, held.Limits);
        if (current.Revocations.FirstOrDefault(revocation => revocation.IncidentId == held.IncidentId) is { } ended)
        {
            return new($"refused: {ended.By} ended the incident");
        }

        if (!current.Permits.Any(permit => permit.IncidentId == held.IncidentId && permit.Target == held.Target))
        {
            return new("refused: the guard knows no permit for this; it would act when the guard has given one", MayBeBehind: true);
        }

        return held.IsOrdered || held.IsCleanUp || GuardPolicy.HoldsBack(current, held.Target, current.Time) is not { } refusal ? null : new(refusal.Reason);
    }
}

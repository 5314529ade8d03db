using Microsoft.DurableTask;

namespace Steadfast.Functions.Guard;

/// <summary>Asks the guard to let an incident hold its permit for longer.</summary>
/// <param name="IncidentId">Who holds it.</param>
/// <param name="Target">For which target.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record PermitRenewal(string IncidentId, string Target, DateTime Now, GuardOptions Limits);

/// <summary>
/// Keeps a permit while what was begun under it is waited for. It is renewed when half of its life is over, and never held beyond its life.
/// </summary>
/// <param name="addStep">Told one sentence when it is not renewed.</param>
internal sealed class PermitHold(TaskOrchestrationContext context, HeldPermit permit, Action<string> addStep)
{
    private DateTime _renewAt = context.CurrentUtcDateTime + (permit.Limits.PermitLife / 2);

    /// <summary>Renews the permit when that is due.</summary>
    public async Task RenewAsync(DateTime now)
    {
        if (now < _renewAt)
        {
            return;
        }

        PermitRenewal renewal = new(permit.IncidentId, permit.Target, now, permit.Limits);
        if (await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.Renew), renewal))
        {
            _renewAt = context.CurrentUtcDateTime + (permit.Limits.PermitLife / 2);
            return;
        }

        _renewAt = DateTime.MaxValue;
        string name = permit.Target == GuardState.DatabaseTarget ? "the database" : $"instance {permit.Target}";
        addStep($"Permit for {name} has run out and is not renewed; nothing more is started under it");
    }
}

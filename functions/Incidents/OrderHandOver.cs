using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Brings a person's order into the record of an incident: of the open one, or of a new one that is opened for it. An incident that ends in
/// the moment in which it is ordered has not heard it; then the next one is opened.
/// </summary>
internal static class OrderHandOver
{
    /// <summary>Hands an order over.</summary>
    /// <returns>The incident that carries it out or refuses it in its record; null when none has heard it in time.</returns>
    public static async Task<IncidentOpened?> GiveAsync(
        DurableTaskClient client, RecoveryInput input, TimeProvider clock, CancellationToken cancellation)
    {
        string id = Guid.NewGuid().ToString("N");
        RecoveryInput marked = input with
        {
            Order = input.Order is { } rung ? rung with { Id = id } : null,
            Failover = input.Failover is { } failover ? failover with { Id = id } : null,
        };
        IOperatorMessage order = (IOperatorMessage?)marked.Order ?? marked.Failover!;
        string name = marked.Order is null ? IncidentEvents.Failover : IncidentEvents.Order;
        DateTimeOffset until = clock.GetUtcNow() + OpenIncidents.MaxHearing;
        do
        {
            IncidentOpened incident = await IncidentStart.OpenForOrderAsync(client, marked, clock, cancellation);
            if (incident.IsNew)
            {
                return incident;
            }

            EventRaised raised = incident.IsEnding
                ? EventRaised.NotYet
                : await OpenIncidents.SayAsync(client, incident.Id, name, order, clock, cancellation);
            if (raised != EventRaised.Ended)
            {
                return raised == EventRaised.Taken ? incident : null;
            }
        }
        while (clock.GetUtcNow() < until);

        return null;
    }
}

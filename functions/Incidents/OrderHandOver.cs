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
        (RecoveryInput marked, string name, IOperatorMessage order) = Marked(input, Guid.NewGuid().ToString("N"));
        DateTimeOffset until = clock.GetUtcNow() + OpenIncidents.MaxHearing;
        do
        {
            IncidentOpened incident = await IncidentStart.OpenForOrderAsync(client, marked, clock, cancellation);
            if (incident.IsNew)
            {
                return incident;
            }

            if (incident.IsEnding)
            {
                return null;
            }

            EventRaised raised = await OpenIncidents.SayAsync(client, incident.Id, name, order, clock, cancellation);
            if (raised == EventRaised.Taken)
            {
                return incident;
            }

            if (raised == EventRaised.NotYet)
            {
                return null;
            }
        }
        while (clock.GetUtcNow() < until);

        return null;
    }

    // An order has an id, by which the record shows that it was heard.
    private static (RecoveryInput Input, string Event, IOperatorMessage Order) Marked(RecoveryInput input, string id)
    {
        if (input.Order is { } rung)
        {
            Order order = rung with { Id = id };
            return (input with { Order = order }, IncidentEvents.Order, order);
        }

        FailoverOrder failover = input.Failover! with { Id = id };
        return (input with { Failover = failover }, IncidentEvents.Failover, failover);
    }
}

using Azure;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Alerts;

/// <summary>Finds out what an alert is about.</summary>
public sealed class AlertRouter(AddressBook addresses, SharedTierObservation look, IOptions<StackOptions> stack)
{
    /// <summary>The route of an alert.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all; worth another try.</exception>
    public async Task<AlertRoute> FindAsync(AlertSignal signal, CancellationToken cancellation) => AlertRouteTable.Of(signal) switch
    {
        _ when signal.Schema is { } schema => AlertRoute.To(
            AlertRouteKind.Unknown,
            $"its schema is {schema}, of which only people make something; switch on the common alert schema for this receiver of the "
                + "action group"),
        null => AlertRoute.To(
            AlertRouteKind.Unknown, $"no handler is known for rule {signal.Rule}; a rule names its own as custom property \"handler\""),
        AlertHandler.Synthetic => AlertRoute.To(AlertRouteKind.Synthetic, "the synthetic alert arrived"),
        AlertHandler.Person => AlertRoute.To(AlertRouteKind.Person, $"{signal.Rule}: nothing is done about it by itself"),
        _ when signal.Condition == AlertCondition.Unknown =>
            AlertRoute.To(AlertRouteKind.Unknown, $"{signal.Rule}: it does not say whether something began or ended"),
        _ when IgnoredReason(signal) is { } echo => echo,
        AlertHandler.Database => AlertRoute.To(AlertRouteKind.Database, $"{signal.Rule} is about the database"),
        AlertHandler.Instance => await InstanceAsync(signal, cancellation),
        _ => await TierAsync(signal, cancellation),
    };

    private static AlertRoute? IgnoredReason(AlertSignal signal) => signal.Health switch
    {
        { IsOver: true } or { Current: "Available" } => AlertRoute.To(AlertRouteKind.Nothing, "the platform says that it is over"),
        { IsByUser: true } =>
            AlertRoute.To(AlertRouteKind.Nothing, "the platform says that somebody did it on purpose, as the automation does by a restart"),
        _ => null,
    };

    private async Task<AlertRoute> InstanceAsync(AlertSignal signal, CancellationToken cancellation)
    {
        if (signal.BackendAddress is not { } address)
        {
            return AlertRoute.To(AlertRouteKind.Unknown,
                $"rule {signal.Rule} is not about one back end; alerts on {ProbeMetrics.Metric} split by {ProbeMetrics.AddressDimension} "
                    + "are");
        }

        return await addresses.FindAsync(address, cancellation) switch
        {
            null => AlertRoute.To(AlertRouteKind.Unknown, $"no instance of the scale set has the address {address}"),
            var owner when owner.CreatedAt > signal.FiredAt => AlertRoute.To(AlertRouteKind.Nothing,
                $"instance {owner.InstanceId} has the address {address} since {owner.CreatedAt:u}; the alert is older, so it is about the "
                    + "instance before"),
            var owner => new(AlertRouteKind.Instances, [owner.InstanceId], $"instance {owner.InstanceId} has the address {address}"),
        };
    }

    private async Task<AlertRoute> TierAsync(AlertSignal signal, CancellationToken cancellation)
    {
        if (InstanceNamedBy(signal.Resource) is { } named)
        {
            return new(AlertRouteKind.Instances, [named], $"it is about instance {named}");
        }

        TierObservation seen = await look.ObserveAsync($"alert {signal.Rule}", notBefore: null, cancellation);
        if (seen.Platform.Verdict != Verdict.Good)
        {
            throw new TierUnreadableException(seen.Platform.Detail);
        }

        // What is over may be over for instances that are well by now, so everyone's incident is told.
        string[] concerned = [
            .. seen.Instances.Where(instance => signal.Condition == AlertCondition.Resolved || instance.IsSick)
                .Select(instance => instance.Id)];
        return concerned.Length == 0
            ? AlertRoute.To(
                AlertRouteKind.Nothing, $"none of {seen.Instances.Count} instances is sick at this moment; the watchdog goes on looking")
            : new(
                AlertRouteKind.Instances, concerned,
                $"{concerned.Length} of {seen.Instances.Count} instances are concerned ({string.Join(", ", concerned.Take(20))})");
    }

    // Sample, in lower case: /subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachinescalesets/web/virtualmachines/2
    private string? InstanceNamedBy(string? resource)
    {
        string prefix = $"{stack.Value.ScaleSetId}/virtualMachines/";
        return resource?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true && uint.TryParse(
            resource[prefix.Length..], out uint number) ? $"{number}" : null;
    }
}

/// <summary>The web tier could not be read; worth another try.</summary>
public sealed class TierUnreadableException(string why) : Exception($"The web tier cannot be read: {why}.");

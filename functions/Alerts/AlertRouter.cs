using Azure;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Alerts;

/// <summary>Finds out what an alert is about.</summary>
public sealed class AlertRouter(AddressBook addresses, SharedTierObservation look, IOptions<StackOptions> stack)
{
    /// <summary>Finds the route of an alert.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all; worth another try.</exception>
    public async Task<AlertRoute> FindAsync(AlertSignal signal, CancellationToken cancellation) => AlertRouteTable.Of(signal) switch
    {
        _ when signal.Schema is { } schema => AlertRoute.To(AlertRouteKind.Unknown, AlertText.OtherSchema(schema)),
        null => AlertRoute.To(AlertRouteKind.Unknown, AlertText.NoHandler(signal.Rule)),
        AlertHandler.Synthetic => AlertRoute.To(AlertRouteKind.Synthetic, AlertText.SyntheticArrived),
        AlertHandler.Person => AlertRoute.To(AlertRouteKind.Person, AlertText.ForPeople(signal.Rule)),
        _ when signal.Condition == AlertCondition.Unknown =>
            AlertRoute.To(AlertRouteKind.Unknown, AlertText.NoCondition(signal.Rule)),
        _ when IgnoredReason(signal) is { } ignored => ignored,
        AlertHandler.Database => AlertRoute.To(AlertRouteKind.Database, AlertText.AboutDatabase(signal.Rule)),
        AlertHandler.Instance => await InstanceAsync(signal, cancellation),
        _ => await TierAsync(signal, cancellation),
    };

    private static AlertRoute? IgnoredReason(AlertSignal signal) => signal.Health switch
    {
        { IsOver: true } or { Current: "Available" } => AlertRoute.To(AlertRouteKind.Nothing, AlertText.IsOver),
        { IsByUser: true } => AlertRoute.To(AlertRouteKind.Nothing, AlertText.IsByUser),
        _ => null,
    };

    private async Task<AlertRoute> InstanceAsync(AlertSignal signal, CancellationToken cancellation)
    {
        if (signal.BackendAddress is not { } address)
        {
            return AlertRoute.To(AlertRouteKind.Unknown, AlertText.NotOneBackEnd(signal.Rule));
        }

        return await addresses.FindAsync(address, cancellation) switch
        {
            null => AlertRoute.To(AlertRouteKind.Unknown, AlertText.NobodyHas(address)),
            { CreatedAt: { } created } owner when created > signal.FiredAt => AlertRoute.To(
                AlertRouteKind.Nothing, AlertText.OlderThan(owner.InstanceId, address, created.UtcDateTime)),
            var owner => new(AlertRouteKind.Instances, [owner.InstanceId], AlertText.Has(owner.InstanceId, address)),
        };
    }

    private async Task<AlertRoute> TierAsync(AlertSignal signal, CancellationToken cancellation)
    {
        if (InstanceNamedBy(signal.Resource) is { } named)
        {
            return new(AlertRouteKind.Instances, [named], AlertText.About(named));
        }

        TierObservation seen = await look.ObserveAsync($"alert {signal.Rule}", notBefore: null, cancellation);
        if (seen.Platform.Verdict != Verdict.Good)
        {
            throw new TierUnreadableException(seen.Platform.Detail);
        }

        // What is over may be over for instances that are well by now, so everyone's incident is told.
        bool all = signal.Condition == AlertCondition.Resolved;
        string[] concerned = [.. seen.Instances.Where(instance => all || instance.IsSick).Select(instance => instance.Id)];
        if (concerned.Length == 0)
        {
            return AlertRoute.To(AlertRouteKind.Nothing, AlertText.NoneFails(seen.Instances.Count));
        }

        return new(AlertRouteKind.Instances, concerned, AlertText.Concerned(concerned, seen.Instances.Count));
    }

    // Sample, in lower case: /subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachinescalesets/web/virtualmachines/2
    private string? InstanceNamedBy(string? resource)
    {
        string prefix = $"{stack.Value.ScaleSetId}/virtualMachines/";
        if (resource?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true
            && uint.TryParse(resource[prefix.Length..], out uint number))
        {
            return $"{number}";
        }

        return null;
    }
}

/// <summary>Tells that the web tier could not be read; worth another try.</summary>
public sealed class TierUnreadableException(string why) : Exception($"The web tier cannot be read: {why}.");

using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Guard;

/// <summary>Reads the guard from outside of orchestrations.</summary>
internal static class GuardReader
{
    /// <summary>Its state; that of a guard that was never asked when there is none.</summary>
    public static async Task<GuardState> ReadAsync(DurableTaskClient client, CancellationToken cancellation) =>
        await client.Entities.GetEntityAsync<GuardState>(GuardEntity.Id, includeState: true, cancellation) is { IncludesState: true } found
            ? found.State
            : new GuardState();
}

using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Asks the platform for something when the guard lets it begin, and answers that it was held when the guard does not.</summary>
internal static class ClearedStart
{
    /// <summary>Asks the guard, then the platform.</summary>
    /// <param name="client">Reads the guard.</param>
    /// <param name="permit">The permit that the incident holds.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="start">Asks the platform.</param>
    /// <param name="cancellation">Ends the wait for the guard.</param>
    public static async Task<StartedOperation> RunAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, Func<Clearance, Task<StartedOperation>> start, CancellationToken cancellation)
    {
        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, clock, cancellation);
        return answer.Given is { } clearance ? await start(clearance) : new(StartKind.Held, null, null, answer.WhyNot);
    }
}

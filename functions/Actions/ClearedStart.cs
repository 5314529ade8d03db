using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Asks the platform for something when the guard lets it begin, and answers that it was held when the guard does not.</summary>
internal static class ClearedStart
{
    /// <summary>Asks the guard, then the platform.</summary>
    public static async Task<StartedOperation> RunAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, Func<Clearance, Task<StartedOperation>> start,
        CancellationToken cancellation)
    {
        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, clock, cancellation);
        return answer.Given is { } clearance ? await start(clearance) : new(StartKind.Held, null, null, answer.WhyNot);
    }
}

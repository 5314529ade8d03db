using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The course of every accepted operation: what a scenario does to it first, then its work, then its end.</summary>
internal sealed class OperationCourse(ILogger log, OperationStore operations, BackgroundWork work)
{
    /// <summary>Begins the work; <paramref name="release"/> is told how it went before anyone else can see that it has ended.</summary>
    public void Begin(
        Operation operation, string target, OperationFault? fault, Func<CancellationToken, Task<OperationError?>> act,
        Action<OperationError?> release)
    {
        log.OperationStarted(operation.Kind, target);
        work.Run($"{operation.Kind} of {target}", ct => CarryOutAsync(operation, target, fault, act, release, ct));
    }

    private async Task CarryOutAsync(
        Operation operation,
        string target,
        OperationFault? fault,
        Func<CancellationToken, Task<OperationError?>> act,
        Action<OperationError?> release,
        CancellationToken ct)
    {
        if (fault?.Stuck is { } stuck)
        {
            await stuck.WaitAsync(ct);
        }

        var error = fault?.Error ?? await ActAsync(operation, target, act, ct);

        // The resources first: whoever sees the operation ended must see what it did.
        release(error);
        operations.End(operation.Id, error);
        log.OperationEnded(operation.Kind, target, error?.Code ?? Operation.Succeeded);
    }

    // An operation that breaks must not hold its resources for ever.
    private async Task<OperationError?> ActAsync(
        Operation operation, string target, Func<CancellationToken, Task<OperationError?>> act, CancellationToken ct)
    {
        try
        {
            return await act(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.OperationBroke(failure, operation.Kind, target);
            return OperationError.Internal;
        }
    }
}

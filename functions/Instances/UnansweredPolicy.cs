using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Decides by what is seen of an instance whether the platform took a request that nobody answered for. Pure.</summary>
internal static class UnansweredPolicy
{
    /// <summary>Gives the progress while nothing is seen of the operation; null when it is seen, or was answered for.</summary>
    /// <param name="request">The request; null when it was answered for.</param>
    public static OperationProgress? Unseen(
        UnansweredRequest? request, InstanceAction action, ScaleSetInstance instance, DateTimeOffset now)
    {
        if (request is null || IsSeen(request, action, instance, now))
        {
            return null;
        }

        return request.Unseen($"{action.Name()} of instance {instance.Id}", now);
    }

    private static bool IsSeen(UnansweredRequest request, InstanceAction action, ScaleSetInstance instance, DateTimeOffset now)
    {
        if (action == InstanceAction.Delete)
        {
            return instance.IsBeingDeleted;
        }

        return instance.IsBeingOperatedOn || StartPolicy.HasEndedSince(request.SeenAt, instance, now);
    }
}

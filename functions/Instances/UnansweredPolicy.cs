using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Describes a request that was sent and that nobody has answered for.</summary>
/// <param name="SeenAt">When what it was decided on was seen, UTC: an operation that ended later is this one, or serves as well.</param>
/// <param name="Until">When it counts as not begun, where nothing of it is seen, UTC.</param>
public sealed record UnansweredRequest(DateTime SeenAt, DateTime Until);

/// <summary>Decides by what is seen of an instance whether the platform took a request that nobody answered for. Pure.</summary>
internal static class UnansweredPolicy
{
    // An instance view has lagged by minutes. What is repeated too soon is done twice, and takes down what serves again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>Tells how long is waited until it is seen: half of the time that the action may take, four minutes at most.</summary>
    public static TimeSpan SeenWithin(TimeSpan deadline) => deadline / 2 < Longest ? deadline / 2 : Longest;

    /// <summary>Gives the progress while nothing is seen of the operation; null when it is seen, or was answered for.</summary>
    /// <param name="request">The request; null when it was answered for.</param>
    public static OperationProgress? Unseen(
        UnansweredRequest? request, InstanceAction action, ScaleSetInstance instance, DateTimeOffset now)
    {
        if (request is null || IsSeen(request, action, instance, now))
        {
            return null;
        }

        if (now.UtcDateTime < request.Until)
        {
            return new(ActionResult.Running, null, $"nothing is seen of the {action.Name()} of instance {instance.Id} yet");
        }

        return new(
            ActionResult.Failed, null, $"no answer came, and nothing was seen of the {action.Name()} of instance {instance.Id}, so it counts "
                + "as not begun")
        {
            WasNotBegun = true,
        };
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

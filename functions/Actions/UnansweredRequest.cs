namespace Steadfast.Functions.Actions;

/// <summary>Describes a request that was sent and that nobody has answered for.</summary>
/// <param name="SeenAt">When what it was decided on was seen, UTC: an operation that ended later is this one, or serves as well.</param>
/// <param name="Until">When it counts as not begun, where nothing of it is seen, UTC.</param>
public sealed record UnansweredRequest(DateTime SeenAt, DateTime Until)
{
    // Views have lagged by minutes. What is repeated too soon is done twice, and takes down what serves again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>Tells how long is waited until it is seen: half of the time that the action may take, four minutes at most.</summary>
    public static TimeSpan SeenWithin(TimeSpan deadline) => deadline / 2 < Longest ? deadline / 2 : Longest;

    /// <summary>Asks for the progress of what may be unanswered, and remembers that it was seen: what has ended may show nothing of it.</summary>
    /// <param name="request">The request; null when it was answered for.</param>
    /// <param name="ask">Asks; given the request while nothing was seen of it, and null from then on.</param>
    internal static Func<Task<OperationProgress>> UntilSeen(
        UnansweredRequest? request, Func<UnansweredRequest?, Task<OperationProgress>> ask)
    {
        bool wasSeen = false;
        return async () =>
        {
            OperationProgress progress = await ask(wasSeen ? null : request);
            wasSeen = wasSeen || progress.WasSeen;
            return progress with { WasSeen = wasSeen };
        };
    }

    /// <summary>Gives the progress while nothing is seen of the operation.</summary>
    /// <param name="what">The operation: "restart of instance 1".</param>
    internal OperationProgress Unseen(string what, DateTimeOffset now)
    {
        if (now.UtcDateTime < Until)
        {
            return new(ActionResult.Running, null, $"nothing is seen of the {what} yet");
        }

        return new(ActionResult.Failed, null, $"no answer came, and nothing was seen of the {what}, so it counts as not begun")
        {
            WasNotBegun = true,
        };
    }
}

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

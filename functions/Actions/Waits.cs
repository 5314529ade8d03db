using Microsoft.DurableTask;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>
/// Makes the waits of an orchestration: each is bounded by the longest wait, ends at once when a person ends the incident, and renews
/// the permit under which it is waited.
/// </summary>
/// <param name="maxWait">The longest wait, from the settings in its input.</param>
/// <param name="ending">Tells whether a person has ended it; null when nobody can.</param>
internal sealed class Waits(TaskOrchestrationContext context, TimeSpan maxWait, IEnding? ending = null)
{
    /// <summary>Says why a wait was over before its time, as part of a sentence.</summary>
    public const string Ended = "a person ended the incident";

    private int _requests;

    public TaskOrchestrationContext Context { get; } = context;

    /// <summary>Gets the moment, UTC.</summary>
    public DateTime Now => Context.CurrentUtcDateTime;

    /// <summary>Gets whether a person has ended the incident: nothing is waited for any more.</summary>
    public bool IsEnded => ending?.HasCome == true;

    public TimeSpan MaxWait { get; } = maxWait;

    /// <summary>Makes the permit that goes along with the next request to the platform.</summary>
    public HeldPermit ForRequest(HeldPermit permit) => permit with { RequestNumber = ++_requests };

    /// <summary>Gets or sets the permit that is held meanwhile; null when none is.</summary>
    public PermitHold? Permit { get; set; }

    /// <summary>Computes the pause before the next look, see <see cref="CheckPause"/>.</summary>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    public TimeSpan For(TimeSpan wanted, TimeSpan? asked) => CheckPause.For(wanted, asked, MaxWait);

    /// <summary>Computes the same until a deadline; null when it has come.</summary>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    public TimeSpan? Until(DateTime deadline, TimeSpan wanted, TimeSpan? asked = null) =>
        CheckPause.Until(deadline, Now, wanted, asked, MaxWait);

    /// <summary>Plans how an activity asks again by itself until a deadline.</summary>
    public PollPlan Plan(TimeSpan first, TimeSpan interval, DateTime deadline) => new(first, interval, deadline) { MaxWait = MaxWait };

    /// <summary>Waits on a durable timer.</summary>
    public async Task PauseAsync(TimeSpan pause)
    {
        await RenewAsync();
        if (pause <= TimeSpan.Zero || IsEnded)
        {
            return;
        }

        using CancellationTokenSource over = new();
        Task timer = Context.CreateTimer(pause, over.Token);
        await UnlessEndedAsync(timer);
        if (!timer.IsCompleted)
        {
            // An orchestration does not complete while a timer of its own is open. Not CancelAsync: that would leave the orchestrator's
            // thread.
            over.Cancel();
        }
    }

    /// <summary>Keeps a pause that is too long for an activity on a durable timer.</summary>
    /// <returns>The pause that is left for the activity.</returns>
    public async Task<TimeSpan> LeftForActivityAsync(TimeSpan pause)
    {
        if (pause <= BoundedPoll.Window)
        {
            return pause;
        }

        await PauseAsync(pause);
        return TimeSpan.Zero;
    }

    /// <summary>
    /// Asks for something that changes nothing, so that its answer need not be waited for. What changes something is always waited for.
    /// </summary>
    /// <returns>Null when a person has ended the incident before the answer came.</returns>
    public async Task<T?> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        await RenewAsync();
        if (IsEnded)
        {
            return null;
        }

        Task<T> answer = ask();
        await UnlessEndedAsync(answer);
        if (!answer.IsCompleted)
        {
            return null;
        }

        return await answer;
    }

    private async Task UnlessEndedAsync(Task waited)
    {
        if (ending is null)
        {
            await Task.WhenAny(waited);
            return;
        }

        // What arrives may be a message that was heard before.
        while (!waited.IsCompleted && !ending.HasCome)
        {
            await Task.WhenAny(waited, ending.Arrival);
        }
    }

    private Task RenewAsync() => Permit?.RenewAsync(Now) ?? Task.CompletedTask;
}

/// <summary>Tells of the end of an incident by a person.</summary>
internal interface IEnding
{
    /// <summary>Gets whether it has come.</summary>
    bool HasCome { get; }

    /// <summary>Gets a task that completes when it may have come.</summary>
    Task Arrival { get; }
}

/// <summary>Computes when to look again. Nothing else does. Pure.</summary>
public static class CheckPause
{
    /// <summary>Computes the pause before the next look: at least what the platform asks for, and at most the longest wait.</summary>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    public static TimeSpan For(TimeSpan wanted, TimeSpan? asked, TimeSpan maxWait)
    {
        if (asked > wanted)
        {
            return Shorter(asked.Value, maxWait);
        }

        return Shorter(wanted, maxWait);
    }

    /// <summary>
    /// Computes the same for what is waited for until a deadline: the last look is made at the deadline, however long the platform asks to
    /// wait.
    /// </summary>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    /// <returns>Null when the deadline has come: the look that was just made was the last.</returns>
    public static TimeSpan? Until(DateTime deadline, DateTime now, TimeSpan wanted, TimeSpan? asked, TimeSpan maxWait)
    {
        TimeSpan left = deadline - now;
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        return Shorter(For(wanted, asked, maxWait), left);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

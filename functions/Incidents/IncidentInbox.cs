using Microsoft.DurableTask;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Database;

namespace Steadfast.Functions.Incidents;

/// <summary>What people say to an open incident. Whatever comes is kept until it is asked for.</summary>
internal sealed class IncidentInbox
{
    private readonly TaskOrchestrationContext _context;
    private readonly Task<Abort> _abort;
    private Task<Order> _order;
    private Task<FailoverOrder> _failover;
    private Task<Approval> _approval;
    private TimeSpan _pause;

    public IncidentInbox(TaskOrchestrationContext context)
    {
        _context = context;
        _abort = context.WaitForExternalEvent<Abort>(IncidentEvents.Abort);
        _order = context.WaitForExternalEvent<Order>(IncidentEvents.Order);
        _failover = context.WaitForExternalEvent<FailoverOrder>(IncidentEvents.Failover);
        _approval = context.WaitForExternalEvent<Approval>(IncidentEvents.Approve);
    }

    /// <summary>The order to end it; null when there is none.</summary>
    public Abort? Aborted => _abort.IsCompletedSuccessfully ? _abort.Result : null;

    /// <summary>The next order, once; null when there is none.</summary>
    public Order? TakeOrder()
    {
        if (!_order.IsCompletedSuccessfully)
        {
            return null;
        }

        Order order = _order.Result;
        _order = _context.WaitForExternalEvent<Order>(IncidentEvents.Order);
        return order;
    }

    /// <summary>The next order for a failover, once; null when there is none.</summary>
    public FailoverOrder? TakeFailover()
    {
        if (!_failover.IsCompletedSuccessfully)
        {
            return null;
        }

        FailoverOrder order = _failover.Result;
        _failover = _context.WaitForExternalEvent<FailoverOrder>(IncidentEvents.Failover);
        return order;
    }

    /// <summary>Approvals that were given before they were asked for are about something else.</summary>
    public void ForgetApprovals()
    {
        while (TakeApproval() is not null)
        {
        }
    }

    /// <summary>Waits for a person's approval of an action.</summary>
    /// <returns>The approval; null when the time is over or the person ordered something else.</returns>
    public async Task<Approval?> ApprovalAsync(string action, TimeSpan patience)
    {
        DateTime deadline = _context.CurrentUtcDateTime + patience;
        while (_context.CurrentUtcDateTime < deadline && !_order.IsCompleted && !_failover.IsCompleted && !_abort.IsCompleted)
        {
            await UntilAsync(deadline - _context.CurrentUtcDateTime, _approval);
            if (TakeApproval() is { } given && (given.Action is null || given.Action == action))
            {
                return given;
            }
        }

        return null;
    }

    /// <summary>The next look is not before a pause is over, which an order or an abort cuts short.</summary>
    public void LookAgainAfter(TimeSpan pause) => _pause = pause;

    /// <summary>Waits on a durable timer until the pause is over.</summary>
    public async Task KeepPauseAsync()
    {
        if (_pause > TimeSpan.Zero)
        {
            TimeSpan pause = _pause;
            _pause = TimeSpan.Zero;
            await UntilAsync(pause);
        }
    }

    /// <summary>
    /// Looks when the pause is over. The activity keeps the pause by itself where it can, which saves a timer; only for what there is one of, because
    /// an activity that waits takes the place of another.
    /// </summary>
    /// <param name="look">Asks for the look; given the pause that the activity keeps before it.</param>
    public async Task<T> LookAsync<T>(Func<TimeSpan, Task<T>> look)
    {
        if (_pause > BoundedPoll.Window)
        {
            await KeepPauseAsync();
        }

        TimeSpan pause = _pause;
        _pause = TimeSpan.Zero;
        Task<T> looking = look(pause);
        if (pause > TimeSpan.Zero)
        {
            await Task.WhenAny(looking, _order, _failover, _abort);
        }

        // What an order or an abort interrupts is not waited for; what is seen then is of this moment.
        return await (pause == TimeSpan.Zero || looking.IsCompleted ? looking : look(TimeSpan.Zero));
    }

    private Approval? TakeApproval()
    {
        if (!_approval.IsCompletedSuccessfully)
        {
            return null;
        }

        Approval approval = _approval.Result;
        _approval = _context.WaitForExternalEvent<Approval>(IncidentEvents.Approve);
        return approval;
    }

    private async Task UntilAsync(TimeSpan pause, params Task[] alsoFor)
    {
        using CancellationTokenSource over = new();
        Task timer = _context.CreateTimer(pause, over.Token);
        await Task.WhenAny([timer, _order, _failover, _abort, .. alsoFor]);
        if (!timer.IsCompleted)
        {
            // An orchestration does not complete while a timer of its own is open. Not CancelAsync: that would leave the orchestrator's thread.
            over.Cancel();
        }
    }
}

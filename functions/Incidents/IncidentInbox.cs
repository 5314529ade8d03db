using Microsoft.DurableTask;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>The orders, aborts and approvals that people send to an open incident. The record shows at once that it was heard; it is kept until it is asked for.</summary>
internal sealed class IncidentInbox
{
    private readonly TaskOrchestrationContext _context;
    private readonly IncidentLog _log;
    private readonly Mailbox<Abort> _aborts;
    private readonly Mailbox<Order> _orders;
    private readonly Mailbox<FailoverOrder> _failovers;
    private Task<Approval> _approval;
    private TimeSpan _pause;

    public IncidentInbox(TaskOrchestrationContext context, IncidentLog log)
    {
        (_context, _log) = (context, log);
        _aborts = new(context, IncidentEvents.Abort, abort => log.Heard(abort, $"{abort.By} ends the incident{Because(abort.Reason)}"));
        _orders = new(context, IncidentEvents.Order, order => log.Heard(order, $"{order.By} orders {order.Rung.Name()}{Because(order.Reason)}"));
        _failovers = new(context, IncidentEvents.Failover, order => log.Heard(order, $"{order.By} orders a failover, mode {order.Mode.ToString().ToLowerInvariant()} ({order.Reason})"));
        _approval = context.WaitForExternalEvent<Approval>(IncidentEvents.Approve);
    }

    /// <summary>The order to end it; null when there is none.</summary>
    public Abort? Aborted => _aborts.Oldest;

    /// <summary>The next order, once; null when there is none.</summary>
    public Order? TakeOrder() => _orders.Take();

    /// <summary>The newest order, once: it counts instead of those before it that have not been begun.</summary>
    /// <param name="before">The order that counted until now; null when there is none.</param>
    public Order? TakeNewestOrder(Order? before) => _orders.TakeNewest(before, (old, newer) =>
        _log.Add($"{old.Rung.Name()} ordered by {old.By} is not done: {newer.By} orders {newer.Rung.Name()} instead"));

    /// <summary>Says of every order that was heard and not begun that it is not done. The record is closed.</summary>
    public void Close()
    {
        while (_orders.Take() is { } order)
        {
            _log.Add($"{order.Rung.Name()} ordered by {order.By} is not done: the incident ended first");
        }

        while (_failovers.Take() is { } order)
        {
            _log.Add($"the failover ordered by {order.By} is not done: the incident ended first");
        }
    }

    /// <summary>The next order for a failover, once; null when there is none.</summary>
    public FailoverOrder? TakeFailover() => _failovers.Take();

    /// <summary>The newest order for a failover, once: it counts instead of those before it that have not been begun.</summary>
    /// <param name="before">The order that counted until now; null when there is none.</param>
    public FailoverOrder? TakeNewestFailover(FailoverOrder? before) => _failovers.TakeNewest(before, (old, newer) =>
        _log.Add($"the failover ordered by {old.By} is not done: {newer.By} orders one instead"));

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
        while (_context.CurrentUtcDateTime < deadline && !_orders.Any && !_failovers.Any && !_aborts.Any)
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
    public void CheckAgainAfter(TimeSpan pause) => _pause = pause;

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
    public async Task<T> ObserveAsync<T>(Func<TimeSpan, Task<T>> look)
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
            await Task.WhenAny(looking, _orders.Arrival, _failovers.Arrival, _aborts.Arrival);
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
        await Task.WhenAny([timer, _orders.Arrival, _failovers.Arrival, _aborts.Arrival, .. alsoFor]);
        if (!timer.IsCompleted)
        {
            // An orchestration does not complete while a timer of its own is open. Not CancelAsync: that would leave the orchestrator's thread.
            over.Cancel();
        }
    }

    private static string Because(string? reason) => reason is null ? "" : $" ({reason})";
}

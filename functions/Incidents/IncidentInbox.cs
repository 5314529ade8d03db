using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Keeps the orders, aborts and approvals that people send to an open incident until they are asked for. The record shows at once that they
/// were heard.
/// </summary>
internal sealed class IncidentInbox : IEnding
{
    private readonly TaskOrchestrationContext _context;
    private readonly IncidentLog _log;
    private readonly Mailbox<Abort> _aborts;
    private readonly Mailbox<Order> _orders;
    private readonly Mailbox<FailoverOrder> _failovers;
    private Task<Approval> _approval;
    private TimeSpan _pause;

    public IncidentInbox(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log)
    {
        _context = context;
        _log = log;
        Waits = new(context, input.Settings.Recovery.MaxWait, this);
        _aborts = new(context, IncidentEvents.Abort, abort => log.Heard(abort, IncidentText.AbortHeard(abort)));
        _orders = new(context, IncidentEvents.Order, order => log.Heard(order, IncidentText.OrderHeard(order)));
        _failovers = new(context, IncidentEvents.Failover, order => log.Heard(order, IncidentText.OrderHeard(order)));
        _approval = context.WaitForExternalEvent<Approval>(IncidentEvents.Approve);
    }

    /// <summary>Gets the order to end it; null when there is none.</summary>
    public Abort? Aborted => _aborts.Oldest;

    /// <summary>Gets the waits of the incident, which an abort ends.</summary>
    public Waits Waits { get; }

    /// <inheritdoc/>
    bool IEnding.HasCome => _aborts.Any;

    /// <inheritdoc/>
    Task IEnding.Arrival => _aborts.Arrival;

    /// <summary>Takes the next order, once; null when there is none.</summary>
    public Order? TakeOrder() => _orders.Take();

    /// <summary>Takes the newest order, once: it counts instead of those before it that have not been begun.</summary>
    /// <param name="before">The order that counted until now; null when there is none.</param>
    public Order? TakeNewestOrder(Order? before) => _orders.TakeNewest(before, (old, newer) =>
        _log.Add(StepKind.Person, IncidentText.OrderNotDone(old.Rung.Name(), old.By, $"{newer.By} ordered {newer.Rung.Name()} instead")));

    /// <summary>Says of every order that was heard and not begun that it is not done. The record is closed.</summary>
    public void Close()
    {
        while (_orders.Take() is { } order)
        {
            _log.Add(StepKind.Person, IncidentText.OrderNotDone(order.Rung.Name(), order.By, IncidentText.IncidentEndedFirst));
        }

        while (_failovers.Take() is { } order)
        {
            _log.Add(StepKind.Person, IncidentText.OrderNotDone(RepairAction.Failover.Name(), order.By, IncidentText.IncidentEndedFirst));
        }
    }

    /// <summary>Takes the next order for a failover, once; null when there is none.</summary>
    public FailoverOrder? TakeFailover() => _failovers.Take();

    /// <summary>Takes the newest order for a failover, once: it counts instead of those before it that have not been begun.</summary>
    /// <param name="before">The order that counted until now; null when there is none.</param>
    public FailoverOrder? TakeNewestFailover(FailoverOrder? before) => _failovers.TakeNewest(before, (old, newer) =>
        _log.Add(StepKind.Person, IncidentText.OrderNotDone(RepairAction.Failover.Name(), old.By, $"{newer.By} ordered one instead")));

    /// <summary>Approvals that were given before they were asked for are about something else.</summary>
    public void ForgetApprovals()
    {
        while (TakeApproval() is not null)
        {
        }
    }

    /// <summary>Waits for a person's approval of an action.</summary>
    /// <returns>The approval; null when the time is over or the person ordered something else.</returns>
    public async Task<Approval?> ApprovalAsync(RepairAction action, TimeSpan timeout)
    {
        DateTime deadline = _context.CurrentUtcDateTime + timeout;
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

    /// <summary>Sets a pause before the next look, which an order or an abort cuts short.</summary>
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
    /// Looks when the pause is over. The activity keeps the pause by itself where it can, which saves a timer; only for what there is one
    /// of, because an activity that waits takes the place of another.
    /// </summary>
    /// <param name="look">Asks for the look; given the pause that the activity keeps before it.</param>
    /// <returns>Null when a person has ended the incident meanwhile.</returns>
    public async Task<T?> ObserveAsync<T>(Func<TimeSpan, Task<T>> look)
        where T : class
    {
        if (_pause > BoundedPoll.Window)
        {
            await KeepPauseAsync();
        }

        TimeSpan pause = _pause;
        _pause = TimeSpan.Zero;
        if (pause > TimeSpan.Zero)
        {
            Task<T> looking = look(pause);
            await Task.WhenAny(looking, _orders.Arrival, _failovers.Arrival, _aborts.Arrival);
            if (looking.IsCompleted)
            {
                return await looking;
            }
        }

        // What an order interrupts is not waited for; what is seen then is of this moment.
        return await Waits.AskAsync(() => look(TimeSpan.Zero));
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
            // An orchestration does not complete while a timer of its own is open. Not CancelAsync: that would leave the orchestrator's
            // thread.
            over.Cancel();
        }
    }
}

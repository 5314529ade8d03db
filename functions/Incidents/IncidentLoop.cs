using Microsoft.DurableTask;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Carries one judgement of a target: what is seen, what that means, and what to do about it.</summary>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not say.</param>
internal sealed record Assessment(Diagnosis Diagnosis, Decision Decision, TimeSpan? RetryAfter);

/// <summary>Describes what an incident is about: an instance or the database.</summary>
internal interface IIncidentTarget
{
    /// <summary>
    /// Tells whether nothing was begun and no look has found what a repair would help against, so that the incident may end when every
    /// signal that asked for it is withdrawn.
    /// </summary>
    bool MayBeWithdrawn { get; }

    /// <summary>
    /// Looks and decides. Several looks that were made in one go are judged one by one, the oldest first; only the last is followed. None
    /// when a person has ended the incident meanwhile.
    /// </summary>
    Task<IReadOnlyList<Assessment>> AssessAsync();

    /// <summary>
    /// Carries out the decision that followed from the last assessment: asks the gate, acts, and verifies by the target itself.
    /// </summary>
    Task ActAsync(Decision decision, Diagnosis diagnosis);

    /// <summary>Takes what a person ordered meanwhile, so that it is done next instead of being lost with the close.</summary>
    /// <returns>False when nothing was ordered.</returns>
    bool TakesNextOrder();

    /// <summary>Gives up the order that was taken and is not begun, because a person has ended the incident.</summary>
    /// <returns>The sentence for the record; null when there is no such order.</returns>
    Statement? DropOrder();
}

/// <summary>
/// Runs the loop of every incident: observe, diagnose, decide, ask the gate, act, verify, close. Every action, the second as well as the
/// first, follows from a fresh look; one that could not be begun is decided on anew.
/// </summary>
internal sealed class IncidentLoop(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log)
{
    private readonly OpenSignals _signals = new(context, input.SignalId);

    /// <summary>
    /// Gets the notice that the incident was opened, handed over beside everything else when there is something to tell of; null before
    /// that. What opened for nothing is told at its end.
    /// </summary>
    public Task? Opening { get; private set; }

    /// <summary>Gets the events that people send to the incident.</summary>
    public IncidentInbox Inbox { get; } = new(context, input, log);

    /// <summary>Runs until the record is closed.</summary>
    public async Task RunAsync(IIncidentTarget target)
    {
        while (!log.IsClosed)
        {
            IReadOnlyList<Assessment> assessments = await AssessAsync(target);
            if (Inbox.Aborted is { } abort)
            {
                if (target.DropOrder() is { } dropped)
                {
                    log.Add(StepKind.Person, dropped);
                }

                // Whoever ends an incident must know what goes on without it.
                log.Close(IncidentOutcome.Refused, IncidentText.Aborted(abort, log.Record.Running?.Kind));
                return;
            }

            foreach (Assessment assessment in assessments)
            {
                log.Decided(assessment.Diagnosis, assessment.Decision);
                if (input.IsManual || IncidentNotices.IsFault(assessment.Diagnosis.Kind))
                {
                    Opening ??= IncidentNotices.OpenedAsync(context, log.Record);
                }

                if (assessment.Decision.Remedy != Remedy.Wait || assessment == assessments[^1] || WhyWithdrawn(target) is not null)
                {
                    await FollowAsync(target, assessment);
                    break;
                }
            }
        }
    }

    private async Task<IReadOnlyList<Assessment>> AssessAsync(IIncidentTarget target)
    {
        if (Inbox.Aborted is not null)
        {
            return [];
        }

        return await target.AssessAsync();
    }

    private async Task FollowAsync(IIncidentTarget target, Assessment assessment)
    {
        Decision decision = assessment.Decision;
        switch (decision.Remedy)
        {
            case Remedy.None or Remedy.Refuse or Remedy.Escalate when target.TakesNextOrder():
            case Remedy.Wait when WhyWithdrawn(target) is not null && target.TakesNextOrder():
                break;
            case Remedy.None:
                log.Close(IncidentOutcome.NoAction, decision.Says);
                break;
            case Remedy.Refuse:
                log.Close(IncidentOutcome.Refused, decision.Says);
                break;
            case Remedy.Escalate:
                log.Close(IncidentOutcome.Escalated, decision.Says);
                break;
            case Remedy.Wait when WhyWithdrawn(target) is { } why:
                log.Close(IncidentOutcome.NoAction, IncidentText.Withdrawn(why));
                break;
            case Remedy.Wait:
                Inbox.CheckAgainAfter(PauseAfter(decision, assessment.RetryAfter));
                break;
            default:
                await target.ActAsync(decision, assessment.Diagnosis);
                break;
        }
    }

    private TimeSpan PauseAfter(Decision decision, TimeSpan? asked)
    {
        TimeSpan wanted = decision.CheckAgain ?? input.Settings.Recovery.CheckInterval;
        if (decision.Left is { } left)
        {
            return Inbox.Waits.Until(context.CurrentUtcDateTime + left, wanted, asked) ?? TimeSpan.Zero;
        }

        return Inbox.Waits.For(wanted, asked);
    }

    private string? WhyWithdrawn(IIncidentTarget target) => target.MayBeWithdrawn ? _signals.AllWithdrawn : null;
}

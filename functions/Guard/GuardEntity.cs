using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Functions.Guard;

/// <summary>
/// Bounds the automation, for all incidents together. Its operations are carried out one after the other, so that two incidents never
/// get the last permit both. It has no clock: the moment travels in the request.
/// </summary>
public sealed class GuardEntity : TaskEntity<GuardState>
{
    /// <summary>Holds the name of the entity.</summary>
    public const string Name = "Guard";

    /// <summary>Identifies the guard of the stack.</summary>
    public static readonly EntityInstanceId Id = new(Name, "stack");

    /// <summary>
    /// Decides whether an action may happen, and with a permit claims the scale set's own automatic repairs, where the action needs them
    /// suspended.
    /// </summary>
    public PermitAnswer Ask(PermitRequest request) => Step(GuardPolicy.Ask(State, request));

    /// <summary>Renews a permit, because what was begun under it goes on.</summary>
    /// <returns>False when it is void, or its incident was ended from outside.</returns>
    public bool Renew(PermitRenewal renewal) => Step(GuardHistory.Renew(State, renewal));

    /// <summary>Notes with a permit that a request is about to be sent under it.</summary>
    public void RequestSent(RequestSending sending) => State = GuardHistory.RequestSent(State, sending);

    /// <summary>Notes with a permit that the platform has accepted a request under it.</summary>
    public void RequestAccepted(RequestAcceptance acceptance) => State = GuardHistory.RequestAccepted(State, acceptance);

    /// <summary>Takes a permit back, because its action has ended.</summary>
    public void Return(PermitReturn given) => State = GuardHistory.Return(State, given);

    /// <summary>Records that an incident has ended.</summary>
    /// <returns>True: the caller resumes the scale set's own automatic repairs, which the automation suspended and nobody needs suspended
    /// any more.</returns>
    public bool End(IncidentEnd end) => Step(GuardHistory.End(State, end));

    /// <summary>Records that an incident is gone without having said so.</summary>
    /// <returns>As <see cref="End"/>.</returns>
    public bool Abandon(IncidentGone gone) => Step(GuardHistory.Abandon(State, gone));

    /// <summary>Notes that the action which an incident left behind has ended on the platform.</summary>
    public void LeftEnded(LeftActionEnd ended) => State = GuardHistory.LeftEnded(State, ended);

    /// <summary>Records that the automation has suspended the scale set's own repairs, so it has to resume them.</summary>
    public void RepairsSuspended(string incidentId) => State = GuardHistory.Suspended(State, incidentId);

    /// <summary>Records that those repairs have been resumed, as <see cref="End"/> or <see cref="Abandon"/> asked for.</summary>
    public void RepairsResumed(string incidentId) => State = GuardHistory.Resumed(State, incidentId);

    /// <summary>Ends an incident from outside.</summary>
    public void Revoke(PermitRevocation revocation) => State = GuardHistory.Revoke(State, revocation);

    /// <summary>Pauses the automation, as a person asks.</summary>
    public void Pause(PauseRequest request) => State = GuardCommands.Pause(State, request);

    /// <summary>Lets the automation act again, as a person asks.</summary>
    public void Resume(ResumeRequest request) => State = GuardCommands.Resume(State, request);

    /// <summary>Gives the lease to a deployment.</summary>
    public void TakeLease(LeaseRequest request) => State = GuardCommands.TakeLease(State, request);

    /// <summary>Takes the lease back from a deployment.</summary>
    public void ReleaseLease(LeaseRelease release) => State = GuardCommands.ReleaseLease(State, release);

    /// <summary>Forgets a lease that ran out, because that has been reported.</summary>
    public void LeaseReported(DeploymentLease reported) => State = GuardCommands.LeaseReported(State, reported);

    /// <summary>Takes in what the watchdog has seen.</summary>
    public void Seen(TierCount seen) => State = GuardCommands.See(State, seen);

    /// <summary>Hands an operation over to the entity.</summary>
    [Function(Name)]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<GuardEntity>();

    private T Step<T>(GuardStep<T> step)
    {
        State = step.State;
        return step.Answer;
    }
}

/// <summary>Reads the guard from outside of orchestrations.</summary>
internal static class GuardReader
{
    /// <summary>Reads its state; that of a guard that was never asked when there is none.</summary>
    public static async Task<GuardState> ReadAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var found = await client.Entities.GetEntityAsync<GuardState>(GuardEntity.Id, includeState: true, cancellation);
        if (found is not { IncludesState: true })
        {
            return new();
        }

        return found.State;
    }
}

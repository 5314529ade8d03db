using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Keeps the record of an incident, shows it as custom status and logs each step once.</summary>
internal sealed class IncidentLog
{
    // Each is looked for within seconds.
    private const int MaxHeard = 20;

    private readonly TaskOrchestrationContext _context;
    private readonly ILogger _log;
    private IncidentRecord _record;
    private string? _last;

    public IncidentLog(TaskOrchestrationContext context, RecoveryInput input)
    {
        _context = context;
        _log = context.CreateReplaySafeLogger("Steadfast.Incident");
        _record = new(
            context.InstanceId, input.Target, IncidentText.Shorten(input.StartedBy, IncidentText.MaxDetail), IncidentOutcome.Open, "just opened", null,
            new(FirstFailure: input.FirstFailure, Signal: input.Signal), [], []);
        Add($"opened by {input.StartedBy} for {IncidentKey.NameOf(input.Target)}");
    }

    public void Decided(Diagnosis diagnosis, Decision decision)
    {
        DateTime now = _context.CurrentUtcDateTime;
        bool sick = diagnosis.Kind is not (FailureKind.Healthy or FailureKind.InstanceGone or FailureKind.Unobservable);
        Time(_record.Timeline with
        {
            FirstFailure = _record.Timeline.FirstFailure ?? (sick ? now : null),
            Decided = IsBegun ? _record.Timeline.Decided : DecidedAt(decision, now),
        });
        _record = _record with { Diagnosis = diagnosis.Kind, Reason = Reason(decision.Reason) };
        Add($"{diagnosis.Kind}: {decision.Reason}");
    }

    // What is decided after an action has begun is about what comes after it.
    private bool IsBegun => _record.Actions.Any(action => action.Accepted is not null);

    private static DateTimeOffset? DecidedAt(Decision decision, DateTime now) => decision.Remedy == Remedy.Wait ? null : now;

    /// <summary>An action began, or the newest one ended.</summary>
    public ActionTaken ActionChanged(ActionTaken action)
    {
        bool ends = _record.Actions is [.., { Result: ActionResult.Running }];
        ActionTaken kept = action with { Detail = IncidentText.Shorten(action.Detail, IncidentText.MaxDetail) };
        _record = _record with { Actions = [.. ends ? _record.Actions.SkipLast(1) : _record.Actions, kept] };
        Time(_record.Timeline with { ActionAccepted = action.Accepted, ActionDone = action.Done });
        Add(action.Result switch
        {
            ActionResult.Running or ActionResult.Skipped or ActionResult.Held => action.Detail,
            ActionResult.Succeeded => $"{action.Kind} done: {action.Detail}",
            ActionResult.TimedOut => $"{action.Kind} not done in time: {action.Detail}",
            _ => $"{action.Kind} failed: {action.Detail}",
        });
        return action;
    }

    /// <summary>The target began or ceased to serve.</summary>
    public void ServingSince(DateTime? since, string reason)
    {
        Time(_record.Timeline with { Restored = since });
        Add(since is null ? $"it does not serve any more: {reason}" : reason);
    }

    /// <summary>The permit that is given back with the end of the incident; null when there is none.</summary>
    public PermitReturn? Owed { get; private set; }

    /// <summary>A permit is to be given back with the end of the incident.</summary>
    public void Owes(PermitReturn given) => Owed = given;

    /// <summary>The record as it is now.</summary>
    public IncidentRecord Record => _record;

    /// <summary>Whether it was closed.</summary>
    public bool IsClosed => _record.Outcome != IncidentOutcome.Open;

    /// <summary>The guard said no. The same refusal again is one step, however often it is asked.</summary>
    public void Refused(Refusal refusal)
    {
        bool isTold = _record.Refusal?.Kind == refusal.Kind;
        _record = _record with { Refusal = refusal with { Reason = Reason(refusal.Reason) }, Reason = Reason(refusal.Reason) };
        if (!isTold)
        {
            Add(refusal.Reason);
        }
    }

    /// <summary>The guard said yes.</summary>
    public void Permitted() => _record = _record with { Refusal = null };

    /// <summary>A person is asked to approve an action, or is not asked any more.</summary>
    public void Awaits(ApprovalWanted? wanted, string text)
    {
        _record = _record with { Awaiting = wanted };
        Add(text);
    }

    /// <summary>A person said something. What comes when the record is closed, or a second time, is not heard.</summary>
    /// <param name="said">What.</param>
    /// <param name="text">The sentence to show.</param>
    public bool Heard(IOperatorMessage said, string text)
    {
        if (IsClosed || (said.Id is not null && _record.Heard?.Contains(said.Id) == true))
        {
            return false;
        }

        if (said.Id is not null)
        {
            _record = _record with { Heard = [.. _record.Heard?.TakeLast(MaxHeard - 1) ?? [], said.Id] };
        }

        Add(text);
        return true;
    }

    /// <summary>Evidence was saved.</summary>
    public void Saved(EvidenceTaken evidence)
    {
        _record = _record with { Evidence = [.. _record.Evidence, evidence with { Summary = IncidentText.Shorten(evidence.Summary, IncidentText.MaxDetail) }] };
        Add(evidence.Summary);
    }

    public IncidentRecord Close(IncidentOutcome outcome, string reason)
    {
        Time(_record.Timeline with { Closed = _context.CurrentUtcDateTime });
        bool isTold = _record.Reason == Reason(reason); // the decision itself was to close
        _record = _record with { Outcome = outcome, Reason = Reason(reason) };
        Add(isTold ? _last! : reason);
        return _record;
    }

    /// <summary>One more sentence. A wait that repeats itself is one step, however long it lasts.</summary>
    public void Add(string text)
    {
        // Compared before it is shortened, so that neither a repeated sentence is two steps nor two that differ in their middles are one.
        if (_last != text)
        {
            _last = text;
            _log.Step(_context.InstanceId, text);
            _record = _record.AddStep(_context.CurrentUtcDateTime, text);
        }

        _context.SetCustomStatus(_record.ForStatus());
    }

    private static string Reason(string text) => IncidentText.Shorten(text, IncidentText.MaxReason);

    private void Time(IncidentTimeline timeline) => _record = _record with { Timeline = timeline };
}

using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Keeps the record of an incident, shows it as custom status and logs each step once.</summary>
internal sealed class IncidentLog
{
    // Each is looked for within seconds.
    private const int MaxHeard = 20;

    // So many different waits are remembered since the last event.
    private const int MaxRemembered = 6;

    private static readonly TimeSpan MaxQuiet = TimeSpan.FromMinutes(20);

    private readonly TaskOrchestrationContext _context;
    private readonly ILogger _log;
    private readonly List<Statement> _sinceEvent = [];
    private IncidentRecord _record;
    private Statement? _last;

    public IncidentLog(TaskOrchestrationContext context, RecoveryInput input)
    {
        _context = context;
        _log = context.CreateReplaySafeLogger("Steadfast.Incident");
        _record = new(
            context.InstanceId, input.Target, Statement.Shorten(input.StartedBy, IncidentText.MaxDetail), IncidentOutcome.Open,
            "Incident just opened", null,
            new(FirstFailure: input.FirstFailure, Signal: input.Signal), [], [])
        {
            Link = input.Settings.Links.Of(input.Target),
        };
        Add(StepKind.Opened, IncidentText.Opened(input.StartedBy, input.Target));
    }

    public void Decided(Diagnosis diagnosis, Decision decision)
    {
        DateTime now = _context.CurrentUtcDateTime;
        if (diagnosis.Kind is not (FailureKind.Healthy or FailureKind.InstanceGone or FailureKind.Unobservable))
        {
            Time(_record.Timeline with { FirstFailure = _record.Timeline.FirstFailure ?? now });
        }

        // What is decided after an action has begun is about what comes after it.
        if (!_record.Actions.Any(action => action.Accepted is not null))
        {
            DateTimeOffset? decided = decision.Remedy == Remedy.Wait ? null : now;
            Time(_record.Timeline with { Decided = NotBefore(_record.Timeline.Signal, decided) });
        }

        _record = _record with { Diagnosis = diagnosis.Kind, Reason = Reason(decision.Says), NextStep = decision.Says.Instruction };
        Add(KindOf(decision), decision.Says, diagnosis.Kind);
    }

    private static StepKind KindOf(Decision decision) => decision.Remedy switch
    {
        Remedy.Wait => StepKind.Waiting,
        Remedy.Refuse => StepKind.Refused,
        _ => StepKind.Decided,
    };

    /// <summary>Records that an action began, or that the newest one ended.</summary>
    public ActionTaken ActionChanged(ActionTaken action)
    {
        DateTimeOffset? accepted = NotBefore(_record.Timeline.Decided, action.Accepted);
        ActionTaken kept = action with
        {
            Accepted = accepted,
            Done = NotBefore(accepted, action.Done),
            Detail = Statement.Shorten(action.Detail, IncidentText.MaxDetail),
        };
        _record = _record with { Actions = [.. _record.Actions.Where(known => known.Result != ActionResult.Running), kept] };
        Time(_record.Timeline with { ActionAccepted = kept.Accepted, ActionDone = kept.Done });
        Add(KindOf(action.Result), IncidentText.ActionChanged(action));
        return action;
    }

    private static StepKind KindOf(ActionResult result) => result switch
    {
        ActionResult.Running => StepKind.ActionStarted,
        ActionResult.Held => StepKind.Waiting,
        _ => StepKind.ActionEnded,
    };

    /// <summary>Records that the target began or ceased to serve.</summary>
    public void ServingSince(DateTime? since, Statement says)
    {
        Time(_record.Timeline with { Restored = since });
        Add(StepKind.Verified, says);
    }

    /// <summary>Gets the permit that is given back with the end of the incident; null when there is none.</summary>
    public PermitReturn? Owed { get; private set; }

    /// <summary>Keeps a permit that is to be given back with the end of the incident.</summary>
    public void Owes(PermitReturn given) => Owed = given;

    /// <summary>
    /// Gets or sets since when the target fails without a break by the newest look, UTC; null when that look does not tell.
    /// </summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Records that people must hear how it ends, whatever was handed over before.</summary>
    public void TellsNews() => FailingSince = null;

    /// <summary>Records which incident has handed over the same before; null: none has.</summary>
    public void Repeats(HandOver? first) => _record = _record with { Repeats = first };

    /// <summary>Gets the record as it is now.</summary>
    public IncidentRecord Record => _record;

    /// <summary>Tells whether it was closed.</summary>
    public bool IsClosed => _record.Outcome != IncidentOutcome.Open;

    /// <summary>
    /// Records that the guard said no. The same refusal again is one step, however often it is asked, until the record was quiet for long.
    /// </summary>
    public void Refused(Refusal refusal)
    {
        bool isTold = _record.Refusal?.Kind == refusal.Kind;
        _record =
            _record with { Refusal = refusal with { Reason = Reason(refusal.Reason) }, Reason = Reason(refusal.Reason), NextStep = null };
        if (!isTold || IsQuiet)
        {
            Add(StepKind.Refused, refusal.Reason);
        }
    }

    /// <summary>Records that the guard said yes.</summary>
    public void Permitted() => _record = _record with { Refusal = null };

    /// <summary>Records that a person is asked to approve an action, or is not asked any more.</summary>
    public void Awaits(ApprovalWanted? wanted, StepKind kind, Statement text)
    {
        _record = _record with { Awaiting = wanted };
        Add(kind, text);
    }

    /// <summary>Hears what a person said, unless the record is closed or it comes a second time.</summary>
    public bool Heard(IOperatorMessage said, Statement text)
    {
        if (IsClosed || (said.Id is not null && _record.Heard?.Contains(said.Id) == true))
        {
            return false;
        }

        if (said.Id is not null)
        {
            _record = _record with { Heard = [.. _record.Heard?.TakeLast(MaxHeard - 1) ?? [], said.Id] };
        }

        Add(said is Abort ? StepKind.Aborted : StepKind.Person, text);
        return true;
    }

    /// <summary>Records that evidence was saved.</summary>
    public void Saved(EvidenceTaken evidence)
    {
        _record = _record with
        {
            Evidence = [.. _record.Evidence, evidence with { Summary = Statement.Shorten(evidence.Summary, IncidentText.MaxDetail) }],
        };
        Add(StepKind.Evidence, evidence.Summary);
    }

    public IncidentRecord Close(IncidentOutcome outcome, Statement says)
    {
        IncidentTimeline before = _record.Timeline;
        DateTimeOffset? closed = NotBefore(before.Restored, NotBefore(before.ActionDone, _context.CurrentUtcDateTime));
        closed = NotBefore(before.FirstFailure, closed);
        Time(before with { Closed = closed });
        // Where the decision itself was to close, its step is the last one.
        bool isTold = _last == says && _record.Steps[^1].Kind is StepKind.Decided or StepKind.Refused;
        _record = _record with { Outcome = outcome, Reason = Reason(says), NextStep = says.Instruction };
        if (isTold)
        {
            _record = _record with { Steps = [.. _record.Steps.SkipLast(1), _record.Steps[^1] with { Kind = StepKind.Closed }] };
        }

        Add(StepKind.Closed, says);
        return _record;
    }

    /// <summary>
    /// Adds one more sentence. A wait that repeats itself or alternates between a few sentences is told once, until something happens. It
    /// is said again when the record was quiet for long.
    /// </summary>
    public void Add(StepKind kind, Statement says) => Add(kind, says, null);

    private void Add(StepKind kind, Statement says, FailureKind? diagnosis)
    {
        // Compared before it is shortened, so that neither a repeated sentence is two steps nor two that differ in their middles are one.
        if ((_last != says && !IsToldAgain(kind, says)) || IsQuiet)
        {
            _last = says;
            Remember(kind, says);
            _log.Step(_context.InstanceId, says.Text);
            _record = _record.AddStep(Now, kind, says, diagnosis);
        }

        _context.SetCustomStatus(_record.ForStatus());
    }

    private bool IsToldAgain(StepKind kind, Statement says) => IsState(kind) && _sinceEvent.Contains(says);

    private void Remember(StepKind kind, Statement says)
    {
        if (!IsState(kind))
        {
            _sinceEvent.Clear();
            return;
        }

        _sinceEvent.Remove(says);
        _sinceEvent.Add(says);
        if (_sinceEvent.Count > MaxRemembered)
        {
            _sinceEvent.RemoveAt(0);
        }
    }

    // These tell a state; every other kind is an event.
    private static bool IsState(StepKind kind) => kind is StepKind.Decided or StepKind.Waiting or StepKind.Refused;

    // Whoever reads an open record must see that the incident still looks.
    private bool IsQuiet => !IsClosed && _record.Steps is [.., { At.UtcDateTime: var last }] && Now - last >= MaxQuiet;

    // A clock that was ahead and is right again does not turn the steps round.
    private DateTime Now
    {
        get
        {
            if (_record.Steps is [.., { At.UtcDateTime: var last }] && last > _context.CurrentUtcDateTime)
            {
                return last;
            }

            return _context.CurrentUtcDateTime;
        }
    }

    private static string Reason(Statement says) => says.Fit(IncidentText.MaxReason);

    // Nor does it put a moment before the one that led to it.
    private static DateTimeOffset? NotBefore(DateTimeOffset? earlier, DateTimeOffset? moment) => earlier > moment ? earlier : moment;

    private void Time(IncidentTimeline timeline) => _record = _record with { Timeline = timeline };
}

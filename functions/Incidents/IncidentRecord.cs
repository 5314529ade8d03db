using System.Text.Json;
using System.Text.Json.Serialization;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Names the outcome of an incident.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentOutcome>))]
public enum IncidentOutcome
{
    /// <summary>Still open.</summary>
    Open,

    /// <summary>An action was taken and the target stayed healthy after it.</summary>
    Recovered,

    /// <summary>Handed over to a person.</summary>
    Escalated,

    /// <summary>Closed without an action, because none was needed.</summary>
    NoAction,

    /// <summary>
    /// An action was needed and was not taken: a limit, a mode, a missing approval or a person stood against it, and the reason says which.
    /// </summary>
    Refused,
}

/// <summary>Holds the moments of an incident, UTC; null until reached.</summary>
/// <param name="FirstFailure">T0: the first failed look, or the alert's own time when that is earlier.</param>
/// <param name="Signal">T1: when the signal arrived.</param>
/// <param name="Decided">T2: the decision for the first action that was begun; without one, the newest decision to act, or not to.</param>
/// <param name="ActionAccepted">T3: the platform accepted the (last) action.</param>
/// <param name="ActionDone">T4: the (last) action was done.</param>
/// <param name="Restored">T5: the target served again.</param>
/// <param name="Closed">T6: stable, or given up.</param>
public sealed record IncidentTimeline(
    DateTimeOffset? FirstFailure = null,
    DateTimeOffset? Signal = null,
    DateTimeOffset? Decided = null,
    DateTimeOffset? ActionAccepted = null,
    DateTimeOffset? ActionDone = null,
    DateTimeOffset? Restored = null,
    DateTimeOffset? Closed = null);

/// <summary>Names the kind of a step of the log. Programs read this, never the sentence.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
public enum StepKind
{
    /// <summary>The incident was opened.</summary>
    Opened,

    /// <summary>Something was found out that changes what is done next.</summary>
    Observed,

    /// <summary>A diagnosis was made and a remedy chosen.</summary>
    Decided,

    /// <summary>Nothing is done now: the target, the platform or a person is waited for.</summary>
    Waiting,

    /// <summary>The guard, a mode or a check right before the action said no.</summary>
    Refused,

    /// <summary>The platform accepted an action, or a part of one.</summary>
    ActionStarted,

    /// <summary>An action, or a part of one, ended: done, failed, too late or not needed.</summary>
    ActionEnded,

    /// <summary>Evidence was saved before a reimage or a replacement.</summary>
    Evidence,

    /// <summary>The target itself was checked after an action: it serves, or it does not.</summary>
    Verified,

    /// <summary>A person said something, or what a person ordered was not done.</summary>
    Person,

    /// <summary>A person ended the incident.</summary>
    Aborted,

    /// <summary>Something about the automation itself: a notice that could not be sent, a permit that could not be given back.</summary>
    Notice,

    /// <summary>Steps were here for which the record has no room.</summary>
    LeftOut,

    /// <summary>The incident was closed.</summary>
    Closed,
}

/// <summary>Holds one sentence of the log.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">What was seen, decided or done, and why.</param>
public sealed record IncidentStep(DateTimeOffset At, StepKind Kind, string Text)
{
    /// <summary>Gets the diagnosis behind a decision or a wait; null for other steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureKind? Diagnosis { get; init; }

    /// <summary>Gets the next step of a person, which the sentence holds as well; null when no person is needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instruction { get; init; }
}

/// <summary>Describes an action that waits for a person.</summary>
/// <param name="Action">Which.</param>
/// <param name="Until">When it is given up, UTC.</param>
public sealed record ApprovalWanted([property: JsonConverter(typeof(ActionNames))] RepairAction Action, DateTimeOffset Until);

/// <summary>
/// Holds everything about one incident. It is the custom status of the orchestration while it runs and its output when it ends, so it needs
/// no other store.
/// </summary>
/// <param name="Id">Id of the incident.</param>
/// <param name="Target">The instance, by its number in the scale set, or "database".</param>
/// <param name="StartedBy">Who or what opened it.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">The sentence that goes with the outcome, or the newest decision while it is open.</param>
/// <param name="Diagnosis">The newest diagnosis; null before the first look.</param>
/// <param name="Timeline">When what happened.</param>
/// <param name="Actions">Every action asked of the platform.</param>
/// <param name="Steps">The log, oldest first.</param>
public sealed record IncidentRecord(
    string Id,
    string Target,
    string StartedBy,
    IncidentOutcome Outcome,
    string Reason,
    FailureKind? Diagnosis,
    IncidentTimeline Timeline,
    IReadOnlyList<ActionTaken> Actions,
    IReadOnlyList<IncidentStep> Steps)
{
    /// <summary>Gets the refusal that holds it up now, or that closed it; null when there is none.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Gets the next step of a person, which <see cref="Reason"/> holds as well; null when no person is needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextStep { get; init; }

    /// <summary>Gets the target in the portal; null when it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; init; }

    /// <summary>
    /// Gets the incident that was the first to hand over the same unbroken fault with the same next step; null when this one says something
    /// new.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HandOver? Repeats { get; init; }

    /// <summary>Gets the action that a person is asked to approve; null when none is.</summary>
    public ApprovalWanted? Awaiting { get; init; }

    /// <summary>Gets the ids of what people said to it and it has heard, the newest last; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Heard { get; init; }

    /// <summary>Gets the evidence that was saved before a reimage or a replacement.</summary>
    public IReadOnlyList<EvidenceTaken> Evidence { get; init; } = [];

    /// <summary>Gets the action that the platform carries out now, which is the last one; null when there is none.</summary>
    internal ActionTaken? Running => Actions is [.., { Result: ActionResult.Running } last] ? last : null;

    // A custom status may hold 16 KB of UTF-16 text in Azure Storage: 8,192 characters, and some are kept for the envelope.
    private const int MaxStatus = 7_900;
    private const int MinText = 20;

    // An output is a message of 64 KB, and goes with its envelope.
    private const int MaxOutput = 48 * 1024;
    private const int FirstSteps = 10;
    private const int MaxShown = 6;

    /// <summary>Makes the record with one more step.</summary>
    /// <param name="says">The sentence; what has no room in 500 characters is taken out of its evidence.</param>
    /// <param name="diagnosis">The diagnosis behind it; null when there is none.</param>
    public IncidentRecord AddStep(DateTime atUtc, StepKind kind, Statement says, FailureKind? diagnosis = null) => this with
    {
        Steps = [.. Steps, new(atUtc, kind, says.Fit(IncidentText.MaxStep)) { Diagnosis = diagnosis, Instruction = says.Instruction }],
    };

    /// <summary>Makes the record without what only its own page shows: steps, evidence, what was heard.</summary>
    public IncidentRecord Brief() => this with { Steps = [], Evidence = [], Heard = null };

    /// <summary>Makes the record as output: the first steps, and as many of the newest as have room.</summary>
    public IncidentRecord ForOutput()
    {
        IncidentRecord shown = this;
        int left = 0;
        while (Steps.Count - left > FirstSteps && shown.LengthAsJson() > MaxOutput)
        {
            left += Math.Max(1, (Steps.Count - left - FirstSteps) / 8);
            IncidentStep gap = new(Steps[FirstSteps].At, StepKind.LeftOut, IncidentText.StepsLeftOut(left));
            shown = this with { Steps = [.. Steps.Take(FirstSteps), gap, .. Steps.Skip(FirstSteps + left)] };
        }

        for (int max = IncidentText.MaxReason; max > MinText && shown.LengthAsJson() > MaxOutput; max /= 2)
        {
            shown = shown.Shortened(max);
        }

        return shown;
    }

    /// <summary>Makes the record as custom status: as many of the newest steps as fit, and the texts beside them as long as fits.</summary>
    public IncidentRecord ForStatus()
    {
        // Every step shows it again, and every replay does so for all steps: what cannot fit is left out before anything is serialized.
        IncidentRecord shown = this with { Steps = WithoutOldest(Steps, Steps.Sum(Size) - MaxStatus) };
        while (shown.Steps.Count > 0 && shown.LengthAsJson() is > MaxStatus and var length)
        {
            shown = shown with { Steps = WithoutOldest(shown.Steps, length - MaxStatus) };
        }

        for (int max = IncidentText.MaxReason; max > MinText && shown.LengthAsJson() > MaxStatus; max /= 2)
        {
            shown = shown.Shortened(max);
        }

        return shown;
    }

    private int LengthAsJson() => JsonSerializer.Serialize(this).Length;

    // Never more than it takes as JSON.
    private static int Size(IncidentStep step) => step.Text.Length + (step.Instruction?.Length ?? 0);

    private static IReadOnlyList<IncidentStep> WithoutOldest(IReadOnlyList<IncidentStep> steps, int size)
    {
        int left = 0;
        for (; size > 0 && left < steps.Count; left++)
        {
            size -= Size(steps[left]);
        }

        if (left == 0)
        {
            return steps;
        }

        return [.. steps.Skip(left)];
    }

    // The newest of each list, and no text that is longer.
    private IncidentRecord Shortened(int max) => this with
    {
        StartedBy = Statement.Shorten(StartedBy, max),
        Reason = Statement.Shorten(Reason, max),
        Refusal = Refusal is null ? null : Refusal with { Reason = Statement.Shorten(Refusal.Reason, max) },
        Actions = [.. Actions.TakeLast(MaxShown).Select(action => action with
        {
            AskedBy = Statement.Shorten(action.AskedBy, max), Detail = Statement.Shorten(action.Detail, max),
        })],
        Evidence = [
            .. Evidence.TakeLast(MaxShown).Select(evidence => evidence with { Summary = Statement.Shorten(evidence.Summary, max) })],
    };
}

/// <summary>Describes evidence as the incident lists it.</summary>
/// <param name="Id">Id under which it can be read.</param>
/// <param name="At">When it was saved, UTC.</param>
/// <param name="Summary">One sentence: which sources were read and which were not.</param>
public sealed record EvidenceTaken(string Id, DateTimeOffset At, string Summary);

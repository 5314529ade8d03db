using System.Globalization;
using System.Text;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Invariants of everything that is told: records, notices, answers to alerts. Pure: judges what was seen.</summary>
internal static class RecordInvariants
{
    // A custom status holds 16 KB of UTF-16 text in Azure Storage.
    private const int MaxStatus = 8_192;

    // Opened, approval, refused for long, long, and how it ended; what is about no incident is told once each.
    private const int NoticesOfOne = 5;
    private const int NoticesOfNone = 30;

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    public static IEnumerable<Expectation> Judge(ObservedActions seen) =>
        [Ordered(seen), Within(seen), Clean(seen), Small(seen), Bounded(seen), Silent(seen), Answered(seen), Watched(seen), TakenIn(seen)];

    private static Expectation Ordered(ObservedActions seen)
    {
        string[] wrong = [.. seen.Incidents.SelectMany(incident => Backwards(incident).Select(what => $"{incident.Id}: {what}"))];
        return new($"no time in a record contradicts another: {InvariantPolicy.Listed(wrong, "none")}", wrong.Length == 0);
    }

    private static IEnumerable<string> Backwards(IncidentRecord incident)
    {
        IncidentTimeline times = incident.Timeline;
        (string Earlier, DateTimeOffset? From, string Later, DateTimeOffset? To)[] pairs =
        [
            ("signal", times.Signal, "decided", times.Decided),
            ("decided", times.Decided, "accepted", incident.Actions.FirstOrDefault(action => action.Accepted is not null)?.Accepted),
            ("accepted", times.ActionAccepted, "done", times.ActionDone),
            ("first failure", times.FirstFailure, "closed", times.Closed),
            ("restored", times.Restored, "closed", times.Closed),
            ("done", times.ActionDone, "closed", times.Closed),
            .. incident.Actions.Select(action => ("accepted", action.Accepted, "done", action.Done)),
            .. incident.Steps.Zip(
                incident.Steps.Skip(1), (one, next) => ("a step", (DateTimeOffset?)one.At, "the next", (DateTimeOffset?)next.At)),
        ];
        return pairs.Where(pair => pair.From > pair.To)
            .Select(pair => $"{pair.Later} is {(pair.From!.Value - pair.To!.Value).TotalSeconds:0.###} s before {pair.Earlier}");
    }

    private static Expectation Within(ObservedActions seen)
    {
        string[] outside = seen.Run is not { } run ? []
            : [
                .. seen.Incidents.SelectMany(
                    incident => Moments(incident).Where(at => at < run.From - Slack || at > run.Until + Slack)
                        .Select(at => $"{incident.Id} names {at:yyyy-MM-dd HH:mm:ss}"))];
        return new($"every time in a record lies within the run: {InvariantPolicy.Listed(outside, "it does")}", outside.Length == 0);
    }

    private static IEnumerable<DateTimeOffset> Moments(IncidentRecord incident)
    {
        IncidentTimeline times = incident.Timeline;
        DateTimeOffset?[] known = [
            times.FirstFailure, times.Signal, times.Decided, times.ActionAccepted, times.ActionDone, times.Restored, times.Closed];
        return known.OfType<DateTimeOffset>().Concat(incident.Steps.Select(step => step.At))
            .Concat(incident.Actions.SelectMany(action => new[] { action.Accepted, action.Done }).OfType<DateTimeOffset>());
    }

    private static Expectation Clean(ObservedActions seen)
    {
        string[] texts = [.. seen.Incidents.SelectMany(Texts), .. seen.Notices.SelectMany(notice => new[] { notice.Subject, notice.Text })];
        string[] dirty =
        [
            .. texts.Where(text => text.EnumerateRunes().Any(rune => rune.Value == 0xfffd || IsSteering(rune)))
                .Select(text => $"what steers a terminal is in '{Shown(text)}'"),
            .. seen.Secrets.Where(secret => texts.Any(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase)))
                .Select(secret => $"a secret of {secret.Length} characters"),
        ];
        return new(
            $"no record and no notice holds a secret, or what steers a terminal: {InvariantPolicy.Listed(dirty, "none does")}",
            dirty.Length == 0);
    }

    private static IEnumerable<string> Texts(IncidentRecord incident) =>
        [
            incident.Target, incident.StartedBy, incident.Reason, .. incident.Steps.Select(step => step.Text),
            .. incident.Actions.SelectMany(action => new[] { action.AskedBy, action.Detail }),
        ];

    private static bool IsSteering(Rune rune) => Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Shown(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit).Take(40));

    private static Expectation Small(ObservedActions seen) =>
        new(
            $"no record outgrows the custom status of {MaxStatus} characters while its incident is open: {seen.MaxStatus} at most",
            seen.MaxStatus <= MaxStatus);

    private static Expectation Bounded(ObservedActions seen)
    {
        int most = (NoticesOfOne * seen.Incidents.Count) + NoticesOfNone;
        return new($"people are told at most {most} things: {seen.Notices.Count}", seen.Notices.Count <= most);
    }

    // An incident that waits says so; the longest wait is that for an operation, or for what a platform asks for that is throttled. Where a person has paused the
    // automation, the incident has said so, and nothing new is to be said of it until the person resumes it.
    private static Expectation Silent(ObservedActions seen)
    {
        // Where a record had no room for all steps it was not silent: they are left out.
        string[] silent = [.. seen.Incidents.Where(incident => incident.Steps.Zip(incident.Steps.Skip(1))
                .Any(gap => gap.First.Kind != StepKind.LeftOut && IsSilence(seen, gap.First.At, gap.Second.At)))
            .Select(incident => incident.Id)];
        return new(
            $"no incident is silent for longer than {seen.Bounds.Silence.TotalMinutes:0.#} min: {InvariantPolicy.Listed(silent, "none")}",
            silent.Length == 0);
    }

    private static bool IsSilence(ObservedActions seen, DateTimeOffset from, DateTimeOffset to) =>
        to - from > seen.Bounds.Silence && !seen.Pauses.Any(pause => pause.From < to && !(pause.Until < from));

    private static Expectation Answered(ObservedActions seen)
    {
        string[] late = [.. seen.Incidents
            .Select(incident => (incident.Id, incident.Timeline.Closed, Heard: incident.Steps.FirstOrDefault(EndsIt)?.At))
            .Where(incident => incident.Heard is not null && !(incident.Closed - incident.Heard <= seen.Bounds.Answer))
            .Select(
                incident =>
                    $"{incident.Id} heard it at {incident.Heard:HH:mm:ss} and ended at "
                        + $"{incident.Closed?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "no time"}")];
        return new(
            $"an incident that a person ends has ended within {seen.Bounds.Answer.TotalSeconds:0.##} s: "
                + $"{InvariantPolicy.Listed(late, "each has")}",
            late.Length == 0);
    }

    private static bool EndsIt(IncidentStep step) => step.Kind == StepKind.Aborted;

    private static Expectation Watched(ObservedActions seen)
    {
        TimeSpan? age = seen.Run?.Until - seen.LastLook;
        TimeSpan most = seen.Bounds.Tick * 15;
        return new(
            "the watchdog looks to the end: its last look was "
                + $"{age?.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) ?? "not asked for,"} s old",
            !(age > most));
    }

    private static Expectation TakenIn(ObservedActions seen)
    {
        string[] refused = [.. seen.AlertAnswers.Where(answer => answer.StartsWith('4') && answer is not ("408" or "429")).Distinct()];
        return new($"no alert is turned away: {InvariantPolicy.Listed(refused, "none")}", refused.Length == 0);
    }
}

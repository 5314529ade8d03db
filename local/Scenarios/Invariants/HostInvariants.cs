using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Rules for the automation's process, of what it holds, and of what it asks for again. Pure: judges what was seen.</summary>
internal static class HostInvariants
{
    // What one alert takes until it is purged, in MB: its history, and the incident that it may open.
    private const double OfOneAlert = 0.05;

    // The platform says so once, and a person has to change something before it says otherwise. Azure's own words.
    private static readonly HashSet<string> ForGood = new(StringComparer.OrdinalIgnoreCase)
    {
        "QuotaExceeded", "ResourceQuotaExceeded", "SkuNotAvailable", "AllocationFailed", "ZonalAllocationFailed",
        "OverconstrainedAllocationRequest", "ScopeLocked",
        "RequestDisallowedByPolicy", "AuthorizationFailed", "LinkedAuthorizationFailed", "ResourceNotFound", "ResourceGroupNotFound",
        "SubscriptionNotFound",
    };

    public static IEnumerable<Expectation> Judge(ObservedActions seen) =>
        [Held(seen), AskedAgain(seen), Failing(seen), Memory(seen), Journal(seen)];

    private static Expectation Held(ObservedActions seen) =>
        new(
            $"nothing is held at the end for an incident that has ended: {InvariantPolicy.Listed([.. seen.Held], "nothing")}",
            seen.Held.Count == 0);

    // Each incident may find out for itself. What puts a capacity back asks for another number than what has raised it.
    private static Expectation AskedAgain(ObservedActions seen)
    {
        string[] often = [.. seen.Refused.Where(request => ForGood.Contains(request.Code))
            .GroupBy(request => (request.What, request.Code))
            .Where(same => same.Count() > seen.Incidents.Count)
            .Select(same => $"{same.Count()} times {same.Key.What} ({same.Key.Code}), in {seen.Incidents.Count} incidents")];
        return new($"what is refused for good is not asked for again: {InvariantPolicy.Listed(often, "it is not")}", often.Length == 0);
    }

    private static Expectation Failing(ObservedActions seen)
    {
        string[] failed = [.. seen.Answers.Concat(seen.AlertAnswers.Select(answer => $"POST api/alerts {answer}"))
            .Where(answer => answer[(answer.LastIndexOf(' ') + 1)..] is ['5', _, _] and not "503").Distinct()];
        return new(
            $"no endpoint fails otherwise than by 503, which says what to do: {InvariantPolicy.Listed(failed, "none does")}",
            failed.Length == 0);
    }

    private static Expectation Memory(ObservedActions seen)
    {
        double most = Allowed(seen, seen.Bounds.MemoryMb);
        return new($"the process has at most {most:0} MB: {seen.MemoryMb?.ToString("0") ?? "not known"}", !(seen.MemoryMb > most));
    }

    private static Expectation Journal(ObservedActions seen)
    {
        double most = Allowed(seen, seen.Bounds.JournalMb);
        return new($"the journal has at most {most:0} MB: {seen.JournalMb?.ToString("0") ?? "not known"}", !(seen.JournalMb > most));
    }

    private static double Allowed(ObservedActions seen, double alone) => alone + (OfOneAlert * seen.AlertAnswers.Count);
}

using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Results of the last stories, numbered. Safe to use from any thread.</summary>
internal sealed class Judgements
{
    private const int Kept = 20;

    private readonly Lock _gate = new();
    private readonly Queue<Judgement> _all = [];
    private long _last;

    /// <summary>Adds what came of a story.</summary>
    /// <param name="title">The story in words.</param>
    /// <returns>Its number.</returns>
    public long Add(DrillReport report, string title, DateTimeOffset at)
    {
        lock (_gate)
        {
            _all.Enqueue(new(++_last, at, report.Scenario, title, report.Outcome, report.Expectations));
            if (_all.Count > Kept)
            {
                _all.Dequeue();
            }

            return _last;
        }
    }

    /// <summary>The judgements after one, oldest first.</summary>
    /// <param name="number">Number of the last one that the caller has; 0 for none.</param>
    public IReadOnlyList<Judgement> After(long number)
    {
        lock (_gate)
        {
            return [.. _all.Where(judgement => judgement.Number > number)];
        }
    }
}

/// <summary>Result of a story.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">When it was judged.</param>
/// <param name="Name">Name of its scenario.</param>
/// <param name="Title">The same in words.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Expectations">What was expected, and whether it came.</param>
internal sealed record Judgement(long Number, DateTimeOffset At, string Name, string Title, string Outcome, IReadOnlyList<Expectation> Expectations);

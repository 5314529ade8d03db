namespace Steadfast.Local.Scenarios.Pages;

/// <summary>The last sentences of the story, numbered. Safe to use from any thread.</summary>
internal sealed class Captions
{
    private const int Kept = 400;

    private readonly Lock _gate = new();
    private readonly Queue<Caption> _all = [];
    private long _last;

    /// <summary>Adds a sentence.</summary>
    public void Add(string who, string text, DateTimeOffset at)
    {
        lock (_gate)
        {
            _all.Enqueue(new(++_last, at, who, text));
            if (_all.Count > Kept)
            {
                _all.Dequeue();
            }
        }
    }

    /// <summary>The sentences after one, oldest first.</summary>
    /// <param name="number">Number of the last one that the caller has; 0 for none.</param>
    public IReadOnlyList<Caption> After(long number)
    {
        lock (_gate)
        {
            return [.. _all.Where(caption => caption.Number > number)];
        }
    }
}

/// <summary>A sentence of the story.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">When it happened.</param>
/// <param name="Who">Who says it, such as FAULT or STEADFAST.</param>
/// <param name="Text">The sentence.</param>
internal sealed record Caption(long Number, DateTimeOffset At, string Who, string Text);

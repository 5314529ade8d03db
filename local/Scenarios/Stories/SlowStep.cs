namespace Steadfast.Local.Scenarios.Stories;

/// <summary>
/// Says of a step that takes longer than a second what is being done, so that nobody looks at a terminal that stands still.
/// </summary>
public static class SlowStep
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a step. It is told once, and only when it is slow.</summary>
    public static async Task<T> TellAsync<T>(this Story story, string what, Task<T> step, TimeProvider clock, CancellationToken ct)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task soon = Task.Delay(Soon, clock, over.Token);
        if (await Task.WhenAny(step, soon) == soon && soon.IsCompletedSuccessfully)
        {
            story.Tell(Speaker.Stage, $"{what} ...");
        }

        await over.CancelAsync();
        return await step;
    }
}

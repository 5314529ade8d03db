namespace Steadfast.Local.Azure;

/// <summary>One bounded look at the pair.</summary>
internal sealed class DatabaseProbe(EmulatorOptions options, IDatabaseServers servers)
{
    /// <summary>What is seen. A look that throws or does not come back in time has seen nothing: that is an answer, not a failure.</summary>
    public async Task<DatabaseSighting> LookAsync(CancellationToken ct)
    {
        using CancellationTokenSource late = new(options.Pace.DatabaseLookTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await servers.LookAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return DatabaseSighting.Nothing;
        }
    }
}

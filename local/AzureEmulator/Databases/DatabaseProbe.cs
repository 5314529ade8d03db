namespace Steadfast.Local.AzureEmulator;

/// <summary>One bounded look at the pair.</summary>
internal sealed class DatabaseProbe(EmulatorOptions options, IDatabaseServers servers)
{
    /// <summary>Looks once. A look that throws or does not come back in time has seen nothing: that is an answer, not a failure.</summary>
    public async Task<PairReading> ObserveAsync(CancellationToken ct)
    {
        using CancellationTokenSource late = new(options.Pace.DatabaseLookTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await servers.ObserveAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return PairReading.Nothing;
        }
    }
}

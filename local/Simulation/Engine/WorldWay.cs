namespace Steadfast.Local.Simulation.Engine;

/// <summary>A way for requests within a world: it takes its time, and who gives a request up is heard. Whoever is dead hears nothing.</summary>
/// <param name="latency">How long a request is on its way.</param>
/// <param name="answer">What answers.</param>
internal sealed class WorldWay(
    WorldThread thread, TimeProvider clock, Func<TimeSpan> latency, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    /// <summary>Tells whether the caller was killed; null when it cannot be.</summary>
    public Func<bool>? IsDead { get; init; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TaskCompletionSource<HttpResponseMessage> result = new();
        if (IsDead?.Invoke() == true)
        {
            return result.Task;
        }

        CancellationTokenRegistration givenUp = cancellationToken.UnsafeRegister((_, token) => thread.Outside(() => result.TrySetCanceled(token)), null);
        thread.Post(_ => _ = AnswerAsync(request, result, givenUp, cancellationToken), null);
        return result.Task;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("In a world nothing waits for an answer on its thread.");

    private async Task AnswerAsync(
        HttpRequestMessage request, TaskCompletionSource<HttpResponseMessage> result, CancellationTokenRegistration givenUp, CancellationToken ct)
    {
        try
        {
            await Task.Delay(latency(), clock, ct);
            HttpResponseMessage given = await answer(request, ct);
            Tell(() => result.TrySetResult(given));
        }
        catch (Exception failure)
        {
            Tell(() => result.TrySetException(failure));
        }
        finally
        {
            givenUp.Dispose();
        }
    }

    private void Tell(Action outcome)
    {
        if (IsDead?.Invoke() != true)
        {
            thread.Outside(outcome);
        }
    }
}

namespace Steadfast.Local.Runtime;

/// <summary>A durable task that the orchestrator may be waiting for.</summary>
internal abstract class OpenTask
{
    /// <summary>Registration on the caller's cancellation token.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    public abstract bool IsOver { get; }

    public abstract void Complete(string? data);

    public abstract void Fail(Exception failure);

    public abstract void Cancel(CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class OpenTask<T> : OpenTask
{
    // Continuations run inside Complete, on the orchestrator's thread: that is what keeps their order the same on every replay.
    private readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public override bool IsOver => _source.Task.IsCompleted;

    public override void Complete(string? data)
    {
        Cancellation.Dispose();
        T? value;
        try
        {
            value = WireJson.Default.Deserialize<T>(data);
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or NotSupportedException)
        {
            _source.TrySetException(failure);
            return;
        }

        _source.TrySetResult(value!);
    }

    public override void Fail(Exception failure)
    {
        Cancellation.Dispose();
        _source.TrySetException(failure);
    }

    public override void Cancel(CancellationToken cancellation) => _source.TrySetCanceled(cancellation);
}

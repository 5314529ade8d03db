namespace Steadfast.Local.Runtime;

/// <summary>Keeps nothing: the instances themselves are all there is, and they end with the process.</summary>
internal sealed class MemoryStore : IStore
{
    public ValueTask EnterAsync() => default;

    public void Leave()
    {
    }

    public ValueTask AppendAsync(Commit commit) => default;

    public ValueTask DisposeAsync() => default;
}

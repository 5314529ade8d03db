namespace Steadfast.Local.Runtime;

/// <summary>Store of the commits. What was committed is there after a crash, as far as the store promises.</summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>Waits while a snapshot is being taken, then holds the next one off until <see cref="Leave"/>.</summary>
    ValueTask EnterAsync();

    /// <summary>The commit's effects are visible: a snapshot may be taken.</summary>
    void Leave();

    /// <summary>Records it; complete when it is durable. The order of records is the order of calls.</summary>
    ValueTask AppendAsync(Commit commit);
}

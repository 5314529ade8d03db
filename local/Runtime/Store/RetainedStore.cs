namespace Steadfast.Local.Runtime;

/// <summary>Commits in memory, which outlive the runtime that made them as a journal does, but not the process.</summary>
internal sealed class RetainedCommits
{
    private readonly List<Commit> _commits = [];
    private RetainedStore? _owner;

    /// <summary>Told of each commit before it is kept. What it throws stops the runtime, and the commit was never made.</summary>
    public Action<Commit>? Before { get; set; }

    /// <summary>Number of commits that are kept.</summary>
    public int Count => _commits.Count;

    /// <summary>Takes them from the runtime that has them, as its end does: it keeps nothing more.</summary>
    public void Release() => _owner = null;

    /// <summary>Gives them to another runtime, which alone keeps commits from here on.</summary>
    public void GiveTo(RetainedStore owner) => _owner = owner;

    /// <summary>Keeps one.</summary>
    /// <exception cref="InvalidOperationException">The runtime does not have them any more.</exception>
    public void Add(Commit commit, RetainedStore from)
    {
        if (from != _owner)
        {
            throw new InvalidOperationException("The commits were taken from this runtime.");
        }

        Before?.Invoke(commit);
        _commits.Add(commit);
    }

    /// <summary>Gives all of them, oldest first.</summary>
    public void Each(Action<Commit> read) => _commits.ForEach(read);
}

/// <summary>Appends to commits that are kept in memory. One runtime at a time has them.</summary>
internal sealed class RetainedStore(RetainedCommits commits) : IStore
{
    /// <summary>Recovers what is kept into the engine.</summary>
    public static RetainedStore Open(Engine engine, RetainedCommits commits)
    {
        Recovery recovery = new(engine);
        commits.Each(recovery.Apply);
        RetainedStore store = new(commits);
        commits.GiveTo(store);
        return store;
    }

    public ValueTask EnterAsync() => default;

    public void Leave()
    {
    }

    public ValueTask AppendAsync(Commit commit)
    {
        commits.Add(commit, this);
        return default;
    }

    public ValueTask DisposeAsync() => default;
}

namespace Steadfast.Local.Runtime;

/// <summary>Place where turns and activities are run.</summary>
internal interface IWorkQueue
{
    /// <summary>Runs an item when its turn has come; first come, first served.</summary>
    /// <param name="item">The item; it does not throw.</param>
    void Add(IThreadPoolWorkItem item);
}

/// <summary>Hands every item to whoever was given for it.</summary>
internal sealed class GivenWorkQueue(Action<IThreadPoolWorkItem> run) : IWorkQueue
{
    public void Add(IThreadPoolWorkItem item) => run(item);
}

using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Files;

/// <summary>The storage as the last request of this instance found it.</summary>
internal sealed class FilesMonitorState(ILogger<FilesMonitorState> log)
{
    private int _state = (int)DependencyState.Ok;

    /// <summary>The state now.</summary>
    public DependencyState State => (DependencyState)Volatile.Read(ref _state);

    /// <summary>Notes that the storage answered.</summary>
    public void Used() => Change(DependencyState.Ok, "it answers");

    /// <summary>Notes that it could not be used.</summary>
    public void Failed(Exception failure) => Change(DependencyState.Away, failure.GetType().Name);

    private void Change(DependencyState next, string why)
    {
        if (Interlocked.Exchange(ref _state, (int)next) != (int)next)
        {
            log.StorageChanged(next, why);
        }
    }
}

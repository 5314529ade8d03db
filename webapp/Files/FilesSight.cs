namespace Steadfast.WebApp.Files;

/// <summary>The storage as the last request of this instance found it.</summary>
internal sealed class FilesSight(ILogger<FilesSight> log)
{
    private int _state = (int)FilesState.Ok;

    /// <summary>The state now.</summary>
    public FilesState State => (FilesState)Volatile.Read(ref _state);

    /// <summary>Notes that the storage answered.</summary>
    public void Used() => Change(FilesState.Ok, "it answers");

    /// <summary>Notes that it could not be used.</summary>
    public void Failed(Exception failure) => Change(FilesState.Away, failure.GetType().Name);

    private void Change(FilesState next, string why)
    {
        if (Interlocked.Exchange(ref _state, (int)next) != (int)next)
        {
            log.StorageChanged(next, why);
        }
    }
}

namespace Steadfast.WebApp.Database;

/// <summary>The password in a file. Read each time, so that a changed one is used by the next connection.</summary>
internal sealed class FilePassword(string path) : IPasswordSource
{
    public ValueTask PrepareAsync() => ValueTask.CompletedTask;

    public string Read()
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseFailureException(FailureKind.NoCredential, e);
        }
    }
}

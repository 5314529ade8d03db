namespace Steadfast.WebApp.Files;

/// <summary>The storage of files could not be used in time.</summary>
internal sealed class FilesAwayException(Exception inner) : Exception("The storage of files is away.", inner);

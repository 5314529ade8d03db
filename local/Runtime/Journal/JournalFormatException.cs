namespace Steadfast.Local.Runtime.Journal;

/// <summary>Another version of this program wrote the journal. Nothing was changed.</summary>
public sealed class JournalFormatException(string file, int found, int readable)
    : IOException(
        $"The journal file {file} has format {found}, this program reads format {readable}. " +
        "Use the program that wrote it, or move the folder away to start empty.");

namespace Steadfast.Local.Runtime.Journal;

/// <summary>A journal file holds something that no crash explains. Nothing was changed or deleted.</summary>
public sealed class JournalDamagedException(string file, long offset, string reason)
    : IOException(
        $"The journal file {file} is damaged at offset {offset}: {reason}. Nothing was changed. " +
        "Copy the journal folder first; restore the file from a backup, or read what is left before and after the damage with "
            + "JournalReader, " +
        "or move the folder away to start empty.")
{
    /// <summary>The damaged file, or the one whose predecessor is missing.</summary>
    public string File { get; } = file;

    /// <summary>Position in the file at which the damage starts, in bytes.</summary>
    public long Offset { get; } = offset;
}

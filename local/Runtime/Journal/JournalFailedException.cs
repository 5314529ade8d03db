namespace Steadfast.Local.Runtime.Journal;

/// <summary>A write or fsync failed. The append that sees this, and every later one, is not stored.</summary>
public sealed class JournalFailedException(string folder, Exception cause)
    : IOException(
        $"The journal in {folder} can no longer be written: {cause.Message} " +
        "Nothing is accepted from here on. Free space or mend the disk, then start again: everything acknowledged before is there.",
        cause);

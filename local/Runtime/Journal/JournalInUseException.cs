namespace Steadfast.Local.Runtime.Journal;

/// <summary>Another process (or another part of this one) has the journal open.</summary>
public sealed class JournalInUseException(string folder, string owner)
    : IOException($"The journal in {folder} is in use by {owner}. Stop that process, or choose another journal folder.");

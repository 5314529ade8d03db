namespace Steadfast.Local.Stack.Processes;

/// <summary>Program to run.</summary>
/// <param name="FileName">Program, as a path or a name found on PATH.</param>
/// <param name="Arguments">Its arguments, passed as they are: no shell reads them.</param>
public sealed record ChildProcessOptions(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables set for the child besides those it inherits; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Folder to start in; null is the parent's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Tells whether the kernel asks the process to end (SIGTERM) when this process ends, so that it can end what it started. Default no:
    /// it is killed.
    /// </summary>
    public bool IsAskedToEnd { get; init; }

    /// <summary>Number of the last output lines that are kept as evidence. Default 200.</summary>
    public int OutputLines { get; init; } = 200;

    /// <summary>Clock of deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

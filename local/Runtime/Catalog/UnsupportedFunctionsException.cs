namespace Steadfast.Local.Runtime;

/// <summary>Functions that the local runtime cannot run, each with the reason.</summary>
public sealed class UnsupportedFunctionsException(IReadOnlyList<string> problems)
    : Exception("These functions cannot be run: " + string.Join("; ", problems) + ".")
{
    /// <summary>One sentence per function.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

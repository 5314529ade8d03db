namespace Steadfast.Local.Scenarios.Commands;

/// <summary>Exit codes of every command.</summary>
public static class ExitCode
{
    /// <summary>All is as it must be.</summary>
    public const int Met = 0;

    /// <summary>Something is not as it must be.</summary>
    public const int Unmet = 1;

    /// <summary>Wrong use, or a machine on which the command cannot do its work.</summary>
    public const int CannotRun = 2;

    /// <summary>Ended from outside, as by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>0 or 1.</summary>
    public static int From(bool isMet) => isMet ? Met : Unmet;
}

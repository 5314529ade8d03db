using System.Runtime.InteropServices;

namespace Steadfast.Local.Stack.Processes;

/// <summary>Signals of Linux, by their numbers on x64 and arm64.</summary>
internal enum Signal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class Signals
{
    /// <summary>Sends the signal; false when there is no such process any more.</summary>
    public static bool Send(int processId, Signal signal) => Kill(processId, (int)signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}

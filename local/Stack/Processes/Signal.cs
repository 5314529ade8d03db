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

    /// <summary>
    /// Tells whether every thread of a process is stopped: the signal is sent to the process, and each thread takes it by itself.
    /// </summary>
    public static bool AreThreadsStopped(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task")
                .All(thread => StateOf(File.ReadAllText($"{thread}/stat")) is 'T' or 'Z');
        }
        catch (IOException)
        {
            // A thread, or the process, has ended between the two reads.
            return false;
        }
    }

    // The third field; the second is the name in brackets, in which anything may stand.
    private static char StateOf(string stat) => stat[stat.LastIndexOf(')') + 2];

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}

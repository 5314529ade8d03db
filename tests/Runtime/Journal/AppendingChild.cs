using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Local.Runtime.Journal;
using Steadfast.Local.Runtime.Tests.Journal;

namespace Steadfast.Local.Runtime.Tests.Journal
{
    /// <summary>This assembly started again as a process that appends until it is killed, compacting all the time.</summary>
    internal static class AppendingChild
    {
        public const string FolderVariable = "STEADFAST_TEST_JOURNAL_CHILD";

        private static string Assembly => typeof(AppendingChild).Assembly.Location;

        public static ProcessStartInfo StartInfo(string folder) =>
            new("dotnet", ["exec", Assembly])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { [FolderVariable] = folder, ["DOTNET_STARTUP_HOOKS"] = Assembly },
            };

        public static async Task AppendUntilKilled(string folder)
        {
            var state = new ConcurrentDictionary<string, bool>();
            var options = new JournalOptions(folder, FsyncPolicy.EveryGroup, CompactAfterBytes: 16 * 1024, TimeProvider.System);
            await using var journal = JournalLog.Open(options, record => state[Encoding.UTF8.GetString(record)] = true, NullLogger.Instance);
            int number = state.Count;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(appender => Task.Run(() => Append(compacts: appender == 0))));

            async Task Append(bool compacts)
            {
                // Bounded, in case the parent dies first.
                while (Interlocked.Increment(ref number) is var mine && mine < 200_000)
                {
                    string record = $"{Environment.ProcessId}-{mine};";
                    state[record] = true;
                    await journal.AppendAsync(JournalFixture.Bytes(record));
                    Console.WriteLine(record);
                    if (compacts && journal.CompactionDue)
                    {
                        await journal.CompactAsync(Snapshot());
                    }
                }
            }

            // Read only when the journal asks: keys copied before the call would lack what others append until the new log has begun.
            IEnumerable<ReadOnlyMemory<byte>> Snapshot()
            {
                foreach (string record in state.Keys)
                {
                    yield return JournalFixture.Bytes(record);
                }
            }
        }
    }
}

/// <summary>Runs before the test runner's own entry point in a process that <see cref="AppendingChild"/> started.</summary>
internal static class StartupHook
{
    /// <summary>The name and shape that DOTNET_STARTUP_HOOKS asks for.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(AppendingChild.FolderVariable) is { } folder)
        {
            AppendingChild.AppendUntilKilled(folder).GetAwaiter().GetResult();
            Environment.Exit(0);
        }
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

/// <summary>However the stack is ended, nothing stays behind.</summary>
[Trait("Category", "real-processes")]
public sealed partial class EndingTests
{
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigInt)]
    public async Task A_signal_ends_every_process_and_removes_every_file(int signal)
    {
        await using RunningStack stack = await RunningStack.StartAsync();

        Assert.Equal(0, Kill(stack.Process.Id, signal));

        await stack.EndsAsync();
        await stack.AllChildrenEndAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(stack.Folder));
    }

    [Fact]
    public async Task Even_after_kill_9_no_process_is_left()
    {
        await using RunningStack stack = await RunningStack.StartAsync();

        Assert.Equal(0, Kill(stack.Process.Id, SigKill));

        await stack.AllChildrenEndAsync();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [GeneratedRegex(@"\(pid (\d+)\)")]
    private static partial Regex Pids();

    private sealed class RunningStack : IAsyncDisposable
    {
        private RunningStack(Process process, string folder) => (Process, Folder) = (process, folder);

        public Process Process { get; }

        public string Folder { get; }

        private int[] Children { get; set; } = [];

        public static async Task<RunningStack> StartAsync()
        {
            string folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;
            // The user of the database's servers passes through it.
            if (OperatingSystem.IsLinux())
            {
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
            }

            int number;
            using (TwinAddresses free = TwinAddresses.ClaimAny())
            {
                number = free.Number;
            }

            // A shell that starts a command in the background makes it ignore SIGINT, and the test run may have been started so.
            ProcessStartInfo info = new("env", ["--default-signal=INT", "dotnet", typeof(Local.Scenarios.ScenarioCatalog).Assembly.Location, "up", "--twin", $"{number}"])
            {
                RedirectStandardOutput = true,
                Environment = { ["STEADFAST_RUN_DIR"] = folder, ["DOTNET_EnableDiagnostics"] = "0" },
            };
            RunningStack stack = new(Process.Start(info)!, folder);
            StringBuilder told = new();
            while (await stack.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                told.AppendLine(line);
                if (line.StartsWith("Ctrl-C ends it all.", StringComparison.Ordinal))
                {
                    stack.Children = [.. Pids().Matches(told.ToString()).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
                    break;
                }
            }

            Assert.True(stack.Children.Length == 6, $"three web servers, two database servers and the Function App were expected:\n{told}");
            return stack;
        }

        public async Task EndsAsync()
        {
            using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20), TimeProvider.System);
            await Process.WaitForExitAsync(deadline.Token);
        }

        public async Task AllChildrenEndAsync()
        {
            long began = TimeProvider.System.GetTimestamp();
            while (Children.Any(pid => Directory.Exists($"/proc/{pid}")))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "a child process is left behind");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (!Process.HasExited)
            {
                Process.Kill();
                await Process.WaitForExitAsync();
            }

            Process.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }
}

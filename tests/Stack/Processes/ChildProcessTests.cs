using System.Diagnostics;
using System.Globalization;
using Steadfast.Local.Stack.Processes;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Stack.Tests.Processes;

[Trait("Category", "real-processes")]
public class ChildProcessTests
{
    [Fact]
    public async Task Reports_the_exit_code_and_the_last_lines_of_both_streams()
    {
        await using var child = await StartAsync("for i in 1 2 3 4 5; do echo line $i; done; exec 1>&-; echo oops >&2; exit 7", lines: 3);

        Assert.Equal(7, await child.Exited);
        Assert.Equal(3, child.Output.Lines.Count);
        Assert.Contains("line 5", child.Output.Lines);
        Assert.Contains("oops", child.Output.Lines);
        Assert.False(child.IsRunning);
    }

    [Fact]
    public async Task A_line_without_end_is_kept_short_and_never_blocks_the_process()
    {
        await using var child = await StartAsync("head -c 3000000 /dev/zero | tr '\\0' x; exit 0");

        Assert.Equal(0, await child.Exited.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal(new string('x', OutputTail.MaxLine), Assert.Single(child.Output.Lines));
    }

    [Fact]
    public async Task Arguments_and_environment_arrive_unchanged()
    {
        await using var child = await ChildProcess.StartAsync(new("bash", ["-c", "echo \"$1|$GREETING|${HOME-unset}\"", "x", "a b'\"$;"])
        {
            Environment = new Dictionary<string, string?> { ["GREETING"] = "hi there", ["HOME"] = null },
        });

        await child.Exited;

        Assert.Equal(["a b'\"$;|hi there|unset"], child.Output.Lines);
    }

    [Fact]
    public async Task Kill_ends_a_paused_process()
    {
        await using var child = await StartAsync("sleep 1000");
        child.Pause();
        await Eventually.TrueAsync(() => StateOf(child.Id) == 'T', "the process is stopped");
        Assert.True(child.IsPaused);

        child.Kill();

        Assert.Equal(137, await child.Exited);
    }

    [Fact]
    public async Task Pause_returns_when_every_thread_stands_still()
    {
        await using var web = WebAppUnderTest.Instance("7");
        await web.StartAsync(TestContext.Current.CancellationToken);
        for (int time = 0; time < 20; time++)
        {
            Task<WebHealth> atWork = web.ProbeHealthAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            web.Pause();
            string states = string.Concat(Directory.EnumerateDirectories($"/proc/{web.ProcessId}/task").Select(thread => StateOf(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture))));
            web.Continue();

            Assert.Equal(new string('T', states.Length), states);
            await atWork;
        }
    }

    [Fact]
    public async Task Continue_lets_a_paused_process_go_on()
    {
        await using var child = await StartAsync("read -t 0.2 <> <(:); echo first; while :; do echo more; read -t 0.01 <> <(:); done");
        await Eventually.TrueAsync(() => child.Output.Lines.Count > 0, "output");
        child.Pause();
        await Eventually.TrueAsync(() => StateOf(child.Id) == 'T', "the process is stopped");

        child.Continue();

        await Eventually.TrueAsync(() => StateOf(child.Id) is 'S' or 'R', "the process goes on");
        Assert.False(child.IsPaused);
    }

    [Fact]
    public async Task Terminate_lets_the_process_end_in_its_own_way()
    {
        await using var child = await StartAsync("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.02; done");
        await Eventually.TrueAsync(() => child.Output.Lines.Contains("ready"), "the trap is set");

        Assert.Equal(3, await child.TerminateAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("bye", child.Output.Lines);
    }

    [Fact]
    public async Task Terminate_kills_a_process_that_ignores_it()
    {
        await using var child = await StartAsync("trap '' TERM; echo ready; while :; do sleep 0.02; done");
        await Eventually.TrueAsync(() => child.Output.Lines.Contains("ready"), "the trap is set");

        Assert.Equal(137, await child.TerminateAsync(TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_leaves_nothing_behind(bool paused)
    {
        var child = await StartAsync("sleep 1000");
        if (paused)
        {
            child.Pause();
        }

        await child.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{child.Id}"));
    }

    [Fact]
    public async Task A_program_that_does_not_exist_ends_with_a_code_and_says_so()
    {
        await using var child = await ChildProcess.StartAsync(new("/no/such/program", []));

        Assert.Equal(127, await child.Exited);
        Assert.Contains("/no/such/program", child.Output.ToString());
    }

    [Fact]
    public async Task A_child_outlives_the_thread_that_asked_for_it()
    {
        ChildProcess? child = null;
        var asking = new Thread(() => child = StartAsync("sleep 1000").GetAwaiter().GetResult());
        asking.Start();
        asking.Join();
        await using var started = child!;

        // The kernel would have sent the signal when the thread ended, so one round trip later the process would be gone.
        await using var later = await StartAsync("exit 0");
        await later.Exited;

        Assert.True(started.IsRunning);
    }

    [Fact]
    public async Task A_child_dies_with_a_parent_that_is_killed()
    {
        string self = typeof(ChildProcessTests).Assembly.Location;
        await using var parent = await ChildProcess.StartAsync(new(DotnetHost.Path, [self])
        {
            Environment = new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = self, [StartupHook.Variable] = "1" },
        });
        await Eventually.TrueAsync(() => parent.Output.Lines.Count > 0 || !parent.IsRunning, "the parent names its child");
        int child = int.Parse(Assert.Single(parent.Output.Lines));
        Assert.Equal("sleep", Process.GetProcessById(child).ProcessName);

        parent.Kill();

        await Eventually.TrueAsync(() => StateOf(child) is null or 'Z', "the child is gone", seconds: 5);
    }

    private static Task<ChildProcess> StartAsync(string script, int lines = 200) =>
        ChildProcess.StartAsync(new("bash", ["-c", script]) { OutputLines = lines });

    /// <summary>The kernel's letter for the state of a process; null when there is none.</summary>
    private static char? StateOf(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

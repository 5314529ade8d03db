using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Tests.Processes;

/// <summary>Programs that leave children behind when they end, as the host of functions does with its worker.</summary>
[Trait("Category", "real-processes")]
public sealed class ProcessTreeTests : IDisposable
{
    // Names itself and its child, and waits for it.
    private const string Parent = "sleep 1000 & echo $!; wait";
    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast-test-").FullName;

    private string IdFile => Path.Combine(_folder, "pid");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_child_ends_when_its_program_is_killed()
    {
        await using ProcessTree tree = await StartAsync(Parent);
        int child = await ChildOf(tree);

        tree.Kill();

        Assert.Equal(137, await tree.Exited);
        await IsGone(child);
    }

    [Fact]
    public async Task A_child_ends_when_its_program_has_ended_by_itself()
    {
        await using ProcessTree tree = await StartAsync("sleep 1000 & echo $!; exit 7");
        int child = await ChildOf(tree);

        Assert.Equal(7, await tree.Exited);
        await IsGone(child);
    }

    [Fact]
    public async Task Dispose_leaves_nothing_behind()
    {
        ProcessTree tree = await StartAsync(Parent);
        int child = await ChildOf(tree);

        await tree.DisposeAsync();

        await IsGone(child);
        await IsGone(tree.Id);
    }

    [Fact]
    public async Task A_child_ends_when_the_shell_that_watches_is_killed_itself()
    {
        await using ProcessTree tree = await StartAsync(Parent);
        int child = await ChildOf(tree);

        Signals.Send(ParentOf(tree.Id), Signal.Kill);

        Assert.Equal(137, await tree.Exited);
        await IsGone(child);
        await IsGone(tree.Id);
    }

    [Fact]
    public async Task A_child_ends_when_the_process_that_started_it_all_is_killed()
    {
        string self = typeof(ProcessTreeTests).Assembly.Location;
        await using ChildProcess starter = await ChildProcess.StartAsync(new(DotnetHost.Path, [self])
        {
            Environment = new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = self, [StartupHook.TreeVariable] = IdFile },
        });
        await Eventually.TrueAsync(() => starter.Output.Lines.Count == 2 || !starter.IsRunning, "it names what it started");
        int[] started = [.. starter.Output.Lines.Select(int.Parse)];
        Assert.All(started, id => Assert.True(Directory.Exists($"/proc/{id}")));

        starter.Kill();

        foreach (int id in started)
        {
            await IsGone(id);
        }
    }

    [Fact]
    public async Task A_program_that_does_not_exist_ends_with_a_code_and_says_so()
    {
        await using ProcessTree tree = await ProcessTree.StartAsync(new("/no/such/program", []), IdFile, Ct);

        Assert.Equal(127, await tree.Exited);
        Assert.Contains("/no/such/program", tree.Output.ToString());
    }

    private Task<ProcessTree> StartAsync(string script) => ProcessTree.StartAsync(new("bash", ["-c", script]), IdFile, Ct);

    private static async Task<int> ChildOf(ProcessTree tree)
    {
        await Eventually.TrueAsync(() => tree.Output.Lines.Count > 0, "the program names its child");
        return int.Parse(tree.Output.Lines[0]);
    }

    private static int ParentOf(int id)
    {
        string stat = File.ReadAllText($"/proc/{id}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
    }

    private static Task IsGone(int id) => Eventually.TrueAsync(() => StateOf(id) is null or 'Z', $"process {id} is gone", seconds: 10);

    private static char? StateOf(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }
}

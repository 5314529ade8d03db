using Steadfast.Local.Stack.Processes;

/// <summary>
/// Turns a second run of this test assembly into a parent that starts one child, or a program with a child of its own, names what it started and
/// waits to be killed. The name, and that it is in no namespace, are what .NET looks for.
/// </summary>
internal static class StartupHook
{
    public const string Variable = "STEADFAST_TEST_PARENT";
    public const string TreeVariable = "STEADFAST_TEST_TREE";

    public static void Initialize()
    {
        Task<int>? ended = Environment.GetEnvironmentVariable(TreeVariable) is { } idFile ? StartTreeAsync(idFile).GetAwaiter().GetResult() : null;
        ended ??= Environment.GetEnvironmentVariable(Variable) is null ? null : StartChildAsync().GetAwaiter().GetResult();
        if (ended is not null)
        {
            ended.GetAwaiter().GetResult();
            Environment.Exit(1);
        }
    }

    private static async Task<Task<int>> StartChildAsync()
    {
        var child = await ChildProcess.StartAsync(new("sleep", ["1000"]));
        Console.WriteLine(child.Id);
        return child.Exited;
    }

    private static async Task<Task<int>> StartTreeAsync(string idFile)
    {
        var tree = await ProcessTree.StartAsync(new("bash", ["-c", "sleep 1000 & echo $!; wait"]), idFile, CancellationToken.None);
        while (tree.Output.Lines.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Console.WriteLine(tree.Id);
        Console.WriteLine(tree.Output.Lines[0]);
        return tree.Exited;
    }
}

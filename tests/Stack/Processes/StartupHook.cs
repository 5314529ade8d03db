using Steadfast.Local.Stack.Processes;

/// <summary>
/// Turns a second run of this test assembly into a parent that starts one child, names it and waits to be killed.
/// The name, and that it is in no namespace, are what .NET looks for.
/// </summary>
internal static class StartupHook
{
    public const string Variable = "STEADFAST_TEST_PARENT";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            return;
        }

        var child = ChildProcess.StartAsync(new("sleep", ["1000"])).GetAwaiter().GetResult();
        Console.WriteLine(child.Id);
        child.Exited.GetAwaiter().GetResult();
        Environment.Exit(1);
    }
}

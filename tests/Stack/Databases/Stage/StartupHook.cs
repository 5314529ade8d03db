using System.Net;
using Steadfast.Local.Stack.Databases;

/// <summary>
/// Turns a second run of this test assembly into a parent that starts one database server, names it and waits to be killed.
/// The name, and that it is in no namespace, are what .NET looks for.
/// </summary>
internal static class StartupHook
{
    public const string Folder = "STEADFAST_TEST_FOLDER";
    public const string Address = "STEADFAST_TEST_ADDRESS";
    public const string Template = "STEADFAST_TEST_TEMPLATE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { } folder)
        {
            return;
        }

        var address = IPEndPoint.Parse(Environment.GetEnvironmentVariable(Address)!);
        var accounts = DatabaseAccounts.Create(Path.GetDirectoryName(folder)!);
        MariaDbServer server = new(new("child", folder, address, 1, accounts) { Template = Environment.GetEnvironmentVariable(Template) });
        server.StartAsync().GetAwaiter().GetResult();
        Console.WriteLine(server.ProcessId);
        Thread.CurrentThread.Join();
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using Spectre.Console;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Stack.Databases;

IAnsiConsole console = AnsiConsole.Console;
if (Console.IsOutputRedirected)
{
    // A log has neither colors nor a width of its own; tables must not be cut to 80 columns.
    console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
    console.Profile.Width = 200;
}

Command root = new("./steadfast", "Steadfast on this machine.")
{
    new HelpOption(),
    DemoCommand.Create(console),
    UpCommand.Create(console),
    DrillCommand.Create(console),
    BackupDrillCommand.Create(console),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        // After a signal a whole stack has to end, and its files to be removed, on a busy machine too.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
    });
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or IOException or FileNotFoundException or DatabaseException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"steadfast: {problem.Message}");
    return 1;
}

using System.CommandLine;
using System.CommandLine.Help;
using Spectre.Console;
using Steadfast.Local.Scenarios.Commands;

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

return await CommandLine.RunAsync(root, args, Console.Error);

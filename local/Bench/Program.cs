using System.CommandLine;
using System.CommandLine.Help;
using Steadfast.Local.Bench;
using Steadfast.Local.Scenarios.Commands;

// What a measurement starts as a process of its own.
switch (args)
{
    case [WebappBareServer.Verb, var address]:
        return await WebappBareServer.RunAsync(address);
    case [AlertsBareServer.Verb, var address, var file]:
        return await AlertsBareServer.RunAsync(address, file);
    case [WaitingChild.Verb, var folder, var count]:
        return await WaitingChild.RunAsync(folder, int.Parse(count));
    case [ResumingChild.Verb, var folder, var count]:
        return await ResumingChild.RunAsync(folder, int.Parse(count));
}

Command root = new("./steadfast", "Steadfast on this machine.") { new HelpOption(), BenchCommands.Create() };
return await CommandLine.RunAsync(root, ["bench", .. args], Console.Error);

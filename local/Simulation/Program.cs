using System.CommandLine;
using System.CommandLine.Help;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Simulation.Commands;

Command root = new("./steadfast", "Steadfast on this machine.") { new HelpOption(), SimulateCommand.Create() };
return await CommandLine.RunAsync(root, args is ["simulate", ..] ? args : ["simulate", .. args], Console.Error);

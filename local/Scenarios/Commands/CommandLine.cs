using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>
/// Runs what a person typed: wrong use and a machine that lacks something are one sentence each, and an exit code of their own.
/// </summary>
public static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(Command root, string[] arguments, TextWriter errors)
    {
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            TellErrors(parsed, errors);
            return ExitCode.CannotRun;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // After a signal a whole stack has to end, and its files to be removed, on a busy machine too.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception problem) when (IsOfMachine(problem))
        {
            errors.WriteLine($"steadfast: {problem.Message}");
            return ExitCode.CannotRun;
        }
        catch (Exception problem)
        {
            errors.WriteLine($"steadfast: this is a fault of Steadfast itself, please report it: {problem}");
            return ExitCode.CannotRun;
        }
    }

    // The reason lies with this machine or the way it is used, so the message says all there is to say.
    private static bool IsOfMachine(Exception problem) =>
        problem is InvalidOperationException
            or ArgumentException or IOException or UnauthorizedAccessException or DatabaseException or SocketException;

    // One sentence. That a command is missing, for one, follows from another error.
    private static void TellErrors(ParseResult parsed, TextWriter errors)
    {
        Command command = parsed.CommandResult.Command;
        string[] messages = [.. parsed.Errors.Select(error => error.Message)];
        string message = messages.FirstOrDefault(IsUnrecognized) ?? messages[0];
        string path = string.Join(' ', Path(parsed.CommandResult).Reverse());
        errors.WriteLine($"steadfast: {message}{Advice(command, message)} '{path} --help' says more.");
    }

    // The library says that something is wrong; what would be right is added.
    private static string Advice(Command command, string message)
    {
        Option? lacking = command.Options.FirstOrDefault(option => message == $"Required argument missing for option: '{option.Name}'.");
        if (lacking is not null)
        {
            return $" It wants {lacking.HelpName}: {lacking.Description}.";
        }

        string[] names = [
            .. command.Subcommands.Select(one => one.Name),
            .. command.Options.Select(option => option.Name).Where(name => name != "--help")];
        return IsUnrecognized(message) || message.StartsWith("Required command", StringComparison.Ordinal)
            ? $" There are: {string.Join(", ", names)}."
            : "";
    }

    private static bool IsUnrecognized(string message) => message.StartsWith("Unrecognized", StringComparison.Ordinal);

    private static IEnumerable<string> Path(CommandResult? result)
    {
        for (; result is not null; result = result.Parent as CommandResult)
        {
            yield return result.Command.Name;
        }
    }
}

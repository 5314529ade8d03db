using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>The options that every command with a twin takes.</summary>
internal static class TwinCommandOptions
{
    public static Option<string> Pace() => Checked(
        new Option<string>("--pace")
        {
            Description = "fast (seconds) or azure (documented durations)",
            DefaultValueFactory = _ => "fast",
            HelpName = "fast|azure",
        },
        name => TwinPace.Named(name));

    public static Option<string> Host() => Checked(
        new Option<string>("--host")
        {
            Description = "what runs the Function App: local (the runtime here) or func (Azure Functions Core Tools)",
            DefaultValueFactory = _ => "local",
            HelpName = "local|func",
        },
        name => HostKinds.Named(name));

    /// <summary>The host that was asked for, which this machine has: said before anything is started.</summary>
    public static HostKind Available(string name)
    {
        HostKind kind = HostKinds.Named(name);
        if (kind == HostKind.Func)
        {
            CoreTools.Require(Environment.GetEnvironmentVariable);
        }

        return kind;
    }

    public static Option<int?> Number() =>
        new("--twin")
        {
            Description = "number of the twin, 0 to 254: another number has other addresses",
            HelpName = "N",
            CustomParser = result => WholeNumber(result, "--twin", 0, 254),
        };

    public static Option<int> Runs() =>
        new("--runs")
        {
            Description = "how often each is run, 1 to 100; the median is printed",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
            CustomParser = result => WholeNumber(result, "--runs", 1, 100) ?? 1,
        };

    /// <summary>Receivers of the reports: looked at before anything is started, as they could not be written at the end else.</summary>
    public static Option<FileInfo?> Json(string description) => Checked(
        new Option<FileInfo?>("--json") { Description = description, HelpName = "FILE" },
        file =>
        {
            if (file?.Directory is { Exists: false } folder)
            {
                throw new ArgumentException($"--json: there is no folder {folder.FullName}. Make it first, or name another.");
            }

            if (file is not null && Directory.Exists(file.FullName))
            {
                throw new ArgumentException($"--json: {file.FullName} is a folder. Name a file.");
            }
        });

    /// <summary>Turns what a check says into an error of the command line.</summary>
    public static Option<T> Checked<T>(Option<T> option, Action<T> check)
    {
        option.Validators.Add(result =>
        {
            try
            {
                check(result.GetValueOrDefault<T>()!);
            }
            catch (ArgumentException problem)
            {
                result.AddError(
                    problem.Message.StartsWith("--", StringComparison.Ordinal) ? problem.Message : $"{option.Name}: {problem.Message}");
            }
        });
        return option;
    }

    private static int? WholeNumber(ArgumentResult result, string name, int least, int most)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{name} must be {least} to {most}, not '{text}'.");
        return null;
    }
}

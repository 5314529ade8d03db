using System.CommandLine;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary>The options that every command with a twin takes.</summary>
internal static class TwinCommandOptions
{
    public static Option<string> Pace() => Checked(
        new Option<string>("--pace") { Description = "fast (seconds) or azure (documented durations)", DefaultValueFactory = _ => "fast", HelpName = "fast|azure" },
        name => TwinPace.Named(name));

    public static Option<int?> Number() => Checked(
        new Option<int?>("--twin") { Description = "number of the twin, 0 to 254: another number has other addresses", HelpName = "N" },
        number =>
        {
            if (number is < 0 or > 254)
            {
                throw new ArgumentException("--twin must be 0 to 254.");
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
                result.AddError(problem.Message);
            }
        });
        return option;
    }
}

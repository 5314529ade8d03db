namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>Azure Functions Core Tools: the program <c>func</c>, which runs a published app in Microsoft's own host.</summary>
public static class CoreTools
{
    /// <summary>The variable that names the program where it is not on PATH.</summary>
    public const string Variable = "STEADFAST_FUNC";

    /// <summary>Advice where it is missing.</summary>
    public const string Missing =
        "Azure Functions Core Tools (func) are not on this machine. Get them with 'npm install -g azure-functions-core-tools@4' or as "
        + "https://learn.microsoft.com/azure/azure-functions/functions-run-local says, or let STEADFAST_FUNC name the program; --host "
        + "local does without.";

    /// <summary>The program on this machine; null when there is none.</summary>
    public static string? Find(Func<string, string?> variable)
    {
        if (variable(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : null;
        }

        return (variable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "func"))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The program on this machine.</summary>
    /// <exception cref="MachineException">There is none.</exception>
    public static string Require(Func<string, string?> variable) => Find(variable) ?? throw new MachineException(Missing);

    /// <summary>
    /// Arguments of the host: the app is published already, keys are asked for as on Azure (without it everybody may do everything), and it
    /// listens on one loopback address alone.
    /// </summary>
    /// <param name="url">Where it listens. Its port must be free on every address of the machine, which it looks at.</param>
    public static IReadOnlyList<string> Arguments(Uri url) =>
        ["start", "--no-build", "--enableAuth", "--address", url.Host, "--port", $"{url.Port}"];
}

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Environment variables for every program the twin starts.</summary>
internal static class ChildEnvironment
{
    /// <summary>
    /// No keys, no diagnostic sockets, which a killed process would leave behind in the folder for temporary files, and no watchers of
    /// settings files, of which a user has few.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string?> Quiet = new Dictionary<string, string?>
    {
        ["DOTNET_EnableDiagnostics"] = "0",
        // Only the Function App needs them, which is given its own.
        ["STEADFAST_KEY"] = null,
        ["STEADFAST_MASTER_KEY"] = null,
        ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
    };
}

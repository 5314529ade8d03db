using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Makes what runs the Function App of a twin.</summary>
internal static class AppHosts
{
    /// <summary>Name of the file, in the folder of the twin, that says how far the clock of the Function App is ahead.</summary>
    public const string ClockFile = "clock";

    /// <summary>Name of the folder of the journal, in the folder of the twin.</summary>
    public const string JournalFolder = "journal";

    private const string Audience = "https://management.azure.com/";

    /// <summary>The host that the options ask for; nothing runs yet.</summary>
    public static IAppHost Of(TwinOptions options, TwinAddresses addresses, string folder, string authorityFile) =>
        options.Host == HostKind.Func ? CoreTools(options, addresses, folder, authorityFile) : Local(options, addresses, folder);

    private static LocalAppHost Local(TwinOptions options, TwinAddresses addresses, string folder) =>
        new(Programs.Host, new Dictionary<string, string?>(Settings(options, addresses))
        {
            ["STEADFAST_URL"] = addresses.Functions.ToString(),
            ["STEADFAST_KEY"] = options.FunctionKey,
            ["STEADFAST_MASTER_KEY"] = options.MasterKey,
            ["STEADFAST_ARM_URL"] = addresses.Azure.ToString(),
            ["STEADFAST_ARM_TOKEN"] = options.ArmToken,
            ["STEADFAST_JOURNAL"] = Path.Combine(folder, JournalFolder),
            ["STEADFAST_CLOCK_FILE"] = options.CanLie ? Path.Combine(folder, ClockFile) : null,
        });

    private static CoreToolsHost CoreTools(TwinOptions options, TwinAddresses addresses, string folder, string authorityFile) =>
        new(new(FunctionsHost.CoreTools.Require(Environment.GetEnvironmentVariable), Programs.PublishedApp, addresses.CoreTools)
        {
            FunctionKey = options.FunctionKey,
            MasterKey = options.MasterKey,
            ControlPlane = addresses.AzureTls,
            AuthorityFile = authorityFile,
            Token = options.ArmToken,
            Audience = Audience,
            IdentityUrl = addresses.Identity,
            Storage = new(
                Environment.GetEnvironmentVariable(Azurite.Variable), addresses.Blobs, addresses.Queues, addresses.Tables, options.Clock),
            Folder = Directory.CreateDirectory(Path.Combine(folder, "functions-host")).FullName,
            AppSettings = Settings(options, addresses),
            Clock = options.Clock,
        });

    private static Dictionary<string, string?> Settings(TwinOptions options, TwinAddresses addresses) =>
        new(
            TwinSettings.OfFunctions(options, addresses).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))
                .Concat(ChildEnvironment.Quiet).Concat(options.Telemetry));
}

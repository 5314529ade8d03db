using System.Security.Cryptography;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Options of a twin.</summary>
public sealed record TwinOptions
{
    /// <summary>Pace of time. Default fast.</summary>
    public TwinPace Pace { get; init; } = TwinPace.Fast;

    /// <summary>The pace's name, printed with every result.</summary>
    public string PaceName => Pace.Plane.Name;

    /// <summary>Host of the Function App. Default the runtime of this repository.</summary>
    public HostKind Host { get; init; } = HostKind.Local;

    /// <summary>Its name, printed with every result: local or func.</summary>
    public string HostName => Host == HostKind.Func ? "func" : "local";

    /// <summary>Addresses to use; null takes any that are free.</summary>
    public int? Number { get; init; }

    /// <summary>Number of web servers. Default 3, one in each zone.</summary>
    public int Instances { get; init; } = 3;

    /// <summary>Number of zones they are spread over. Default 3.</summary>
    public int Zones { get; init; } = 3;

    /// <summary>Number of additional instances that there may be at once. Default 2.</summary>
    public int SpareInstances { get; init; } = 2;

    /// <summary>
    /// Machines without processes of their own, for stacks of hundreds and for what is not about the servers themselves. Default no: real
    /// web servers.
    /// </summary>
    public bool IsCrowd { get; init; }

    /// <summary>True when there are so many that lists come on Azure's pages, and more incidents than the API shows.</summary>
    public bool IsLarge => Instances > 100;

    /// <summary>
    /// True when the Function App asks the web servers and the database on ways on which they can be made to lie. Default no: it asks them
    /// themselves.
    /// </summary>
    public bool CanLie { get; init; }

    /// <summary>True when there is a database: two real servers. Default no, so that what is only about web servers stays quick.</summary>
    public bool HasDatabase { get; init; }

    /// <summary>
    /// The data of an empty server, which both database servers copy instead of making their own: it can be shared by many twins. Null: the
    /// twin makes it.
    /// </summary>
    public string? DatabaseTemplate { get; init; }

    /// <summary>Tells whether there is a cache in front of the database: two real Redis servers. Default no.</summary>
    public bool HasCache { get; init; }

    /// <summary>Program of the Aspire dashboard, which then runs beside everything else; null for none. Default none.</summary>
    public string? DashboardProgram { get; init; }

    /// <summary>
    /// Settings of the web servers and the Function App with which they send traces and metrics somewhere. Default none: they send nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Telemetry { get; init; } = new Dictionary<string, string?>();

    /// <summary>True when notes may have files, and evidence has a container: a real Azurite, blobs alone. Default no.</summary>
    public bool HasFiles { get; init; }

    /// <summary>True when people sign in: at a real OpenID provider. Default no, and the site is open.</summary>
    public bool HasSignIn { get; init; }

    /// <summary>Time that a commit waits for a silent standby; see <see cref="DatabasePairOptions.CommitWait"/>. Default 1.5 s.</summary>
    public TimeSpan CommitWait { get; init; } = DatabasePairOptions.UsualCommitWait;

    /// <summary>Reaction of the platform itself to a silent database. Default: what Azure does.</summary>
    public PlatformFailover PlatformFailover { get; init; } = PlatformFailover.On;

    /// <summary>True when the Function App runs. Default yes; without it, alerts reach nobody.</summary>
    public bool IsAutomated { get; init; } = true;

    /// <summary>The scale set's own automatic repairs. Default: switched off.</summary>
    public AutomaticRepairsPolicy? AutomaticRepairs { get; init; }

    /// <summary>Shares in which rolling upgrades go through the set. Default: Azure's shares.</summary>
    public RollingUpgradePolicy RollingUpgrades { get; init; } = new();

    /// <summary>True when the control plane counts requests against Azure's limits. Default: as the pace says.</summary>
    public bool? Throttling { get; init; }

    /// <summary>App settings of the Function App that win over those of the pace.</summary>
    public IReadOnlyDictionary<string, string> AppSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The limits that its automation must be seen to keep. Default: those of the Function App, and the pace's tick of the watchdog.
    /// </summary>
    public Bounds Bounds =>
        new(MaxPercentInRepair: 20, FloorPercent: 50, Pace.Tick) { Silence = Pace.DrillDeadline + TimeSpan.FromMinutes(2) };

    /// <summary>The key of the functions. Default: made for this twin.</summary>
    public string FunctionKey { get; init; } = NewSecret();

    /// <summary>The key of the management endpoints. Default: made for this twin.</summary>
    public string MasterKey { get; init; } = NewSecret();

    /// <summary>The token that opens the control plane. Default: made for this twin.</summary>
    public string ArmToken { get; init; } = NewSecret();

    /// <summary>A folder for what must outlive a process; the twin makes a folder of its own in it and removes that.</summary>
    public string Folder { get; init; } = Environment.GetEnvironmentVariable("STEADFAST_RUN_DIR") ?? Path.GetTempPath();

    /// <summary>Record that the clients of a run keep for the twin's page; null, the default, for none.</summary>
    public ClientTape? Tape { get; init; }

    /// <summary>True when this process serves the twin's page, which the console then links to. Default no.</summary>
    public bool HasPage { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The same with one more app setting.</summary>
    public TwinOptions With(string name, string value) =>
        this with { AppSettings = new Dictionary<string, string>(AppSettings) { [name] = value } };

    /// <summary>The same with a time that only the fast pace has; any other pace keeps the one it has.</summary>
    public TwinOptions WithTime(string name, TimeSpan fast) =>
        Pace.Plane.Name == TwinPace.Fast.Plane.Name ? With(name, fast.ToString("c")) : this;

    /// <summary>The same without a watchdog, for a log in which an alert must come first.</summary>
    public TwinOptions WithoutWatchdog() => With("WatchdogSchedule", "0 0 0 1 1 *");

    internal static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}

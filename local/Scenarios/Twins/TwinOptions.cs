using System.Security.Cryptography;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>What a twin is made of.</summary>
public sealed record TwinOptions
{
    /// <summary>How fast time passes. Default fast.</summary>
    public TwinPace Pace { get; init; } = TwinPace.Fast;

    /// <summary>The pace's name, printed with every result.</summary>
    public string PaceName => Pace.Plane.Name;

    /// <summary>What runs the Function App. Default the runtime of this repository.</summary>
    public HostKind Host { get; init; } = HostKind.Local;

    /// <summary>Its name, printed with every result: local or func.</summary>
    public string HostName => Host == HostKind.Func ? "func" : "local";

    /// <summary>Which addresses; null takes any that are free.</summary>
    public int? Number { get; init; }

    /// <summary>How many web servers. Default 3, one in each zone.</summary>
    public int Instances { get; init; } = 3;

    /// <summary>How many zones they are spread over. Default 3.</summary>
    public int Zones { get; init; } = 3;

    /// <summary>How many instances more there may be at once. Default 2.</summary>
    public int SpareInstances { get; init; } = 2;

    /// <summary>Machines without processes of their own, for stacks of hundreds and for what is not about the servers themselves. Default no: real web servers.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>Whether there are so many that lists come on Azure's pages, and more incidents than the API shows.</summary>
    public bool IsLarge => Instances > 100;

    /// <summary>Whether the Function App asks the web servers and the database on ways on which they can be made to lie. Default no: it asks them themselves.</summary>
    public bool CanLie { get; init; }

    /// <summary>Whether there is a database: two real servers. Default no, so that what is only about web servers stays quick.</summary>
    public bool HasDatabase { get; init; }

    /// <summary>Time that a commit waits for a silent standby; see <see cref="DatabasePairOptions.CommitWait"/>. Default 1.5 s.</summary>
    public TimeSpan CommitWait { get; init; } = DatabasePairOptions.UsualCommitWait;

    /// <summary>What the platform does by itself about a silent database. Default: what Azure does.</summary>
    public PlatformFailover PlatformFailover { get; init; } = PlatformFailover.On;

    /// <summary>Whether the Function App runs. Default yes; without it, alerts reach nobody.</summary>
    public bool IsAutomated { get; init; } = true;

    /// <summary>The scale set's own automatic repairs. Default: switched off.</summary>
    public AutomaticRepairsPolicy? AutomaticRepairs { get; init; }

    /// <summary>How rolling upgrades go through the set. Default: Azure's shares.</summary>
    public RollingUpgradePolicy RollingUpgrades { get; init; } = new();

    /// <summary>Whether the control plane counts requests against Azure's limits. Default: as the pace says.</summary>
    public bool? Throttling { get; init; }

    /// <summary>App settings of the Function App that win over those of the pace.</summary>
    public IReadOnlyDictionary<string, string> AppSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>The limits that its automation must be seen to keep. Default: those of the Function App, and the pace's tick of the watchdog.</summary>
    public Bounds Bounds => new(MaxPercentInRepair: 20, FloorPercent: 50, Pace.Tick) { Silence = Pace.DrillDeadline + TimeSpan.FromMinutes(2) };

    /// <summary>The key of the functions. Default: made for this twin.</summary>
    public string FunctionKey { get; init; } = NewSecret();

    /// <summary>The key of the management endpoints. Default: made for this twin.</summary>
    public string MasterKey { get; init; } = NewSecret();

    /// <summary>The token that opens the control plane. Default: made for this twin.</summary>
    public string ArmToken { get; init; } = NewSecret();

    /// <summary>A folder for what must outlive a process; the twin makes a folder of its own in it and removes that.</summary>
    public string Folder { get; init; } = Environment.GetEnvironmentVariable("STEADFAST_RUN_DIR") ?? Path.GetTempPath();

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The same with one more app setting.</summary>
    /// <param name="name">Its name, with two underscores between section and option.</param>
    /// <param name="value">Its value.</param>
    public TwinOptions With(string name, string value) =>
        this with { AppSettings = new Dictionary<string, string>(AppSettings) { [name] = value } };

    /// <summary>The same with a time that only the fast pace has; any other pace keeps the one it has.</summary>
    /// <param name="name">Name of the app setting.</param>
    /// <param name="fast">Its value at the fast pace.</param>
    public TwinOptions WithTime(string name, TimeSpan fast) => Pace.Plane.Name == TwinPace.Fast.Plane.Name ? With(name, fast.ToString("c")) : this;

    /// <summary>The same without a watchdog, for a log in which an alert must come first.</summary>
    public TwinOptions WithoutWatchdog() => With("WatchdogSchedule", "0 0 0 1 1 *");

    internal static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}

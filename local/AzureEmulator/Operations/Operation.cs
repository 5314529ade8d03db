namespace Steadfast.Local.AzureEmulator;

/// <summary>Reason why an operation failed.</summary>
/// <param name="Code">Machine-readable code.</param>
/// <param name="Message">One sentence.</param>
public sealed record OperationError(string Code, string Message)
{
    internal static OperationError Internal { get; } = new("InternalExecutionError", "An internal execution error occurred.");

    internal static OperationError Preempted { get; } = new("OperationPreempted", "Operation execution has been preempted by a more recent operation.");
}

/// <summary>One asynchronous operation as a caller sees it at one moment.</summary>
/// <param name="Id">Last part of the status URL.</param>
/// <param name="Kind">What was asked for; see <see cref="OperationKind"/>.</param>
/// <param name="InstanceId">The instance it works on; several are joined by commas, and it is empty when it works on the set or on the
/// database.</param>
/// <param name="StartTime">When it was accepted.</param>
/// <param name="EndTime">When it ended; null while it runs.</param>
/// <param name="Status">InProgress, Succeeded or Failed.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
public sealed record Operation(
    string Id, string Kind, string InstanceId, DateTimeOffset StartTime, DateTimeOffset? EndTime, string Status, OperationError? Error)
{
    /// <summary>Status of an operation that runs.</summary>
    public const string InProgress = "InProgress";

    /// <summary>Status of an operation that did what was asked.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Status of an operation that did not.</summary>
    public const string Failed = "Failed";

    /// <summary>Beginner of it: a caller, or the platform itself.</summary>
    public Initiator By { get; init; } = Initiator.Caller;
}

/// <summary>Origin of an operation.</summary>
public enum Initiator
{
    /// <summary>A caller of the control plane.</summary>
    Caller,

    /// <summary>The scale set's own automatic repairs.</summary>
    AutomaticRepairs,

    /// <summary>A rolling upgrade.</summary>
    RollingUpgrade,

    /// <summary>The database service itself, which has seen that the primary does not answer.</summary>
    DatabasePlatform,
}

/// <summary>The kinds of operations.</summary>
public static class OperationKind
{
    /// <summary>Restarts instances.</summary>
    public const string Restart = "restart";

    /// <summary>Puts the OS disk of instances back.</summary>
    public const string Reimage = "reimage";

    /// <summary>Puts all disks of instances back.</summary>
    public const string ReimageAll = "reimageAll";

    /// <summary>Stops instances.</summary>
    public const string PowerOff = "powerOff";

    /// <summary>Stops instances and gives their places back.</summary>
    public const string Deallocate = "deallocate";

    /// <summary>Starts instances.</summary>
    public const string Start = "start";

    /// <summary>Brings instances to the latest model.</summary>
    public const string ManualUpgrade = "manualUpgrade";

    /// <summary>Takes instances away.</summary>
    public const string Delete = "delete";

    /// <summary>Takes an instance away and makes another one; only automatic repairs do that in one operation.</summary>
    public const string Replace = "replace";

    /// <summary>Changes what an instance is protected from.</summary>
    public const string Update = "update";

    /// <summary>Changes the capacity of the set.</summary>
    public const string Capacity = "capacity";

    /// <summary>Suspends or resumes automatic repairs.</summary>
    public const string OrchestrationService = "setOrchestrationServiceState";

    /// <summary>Restarts the instances of the set batch by batch.</summary>
    public const string RollingUpgrade = "rollingUpgrade";

    /// <summary>Makes the standby of the database the primary.</summary>
    public const string Failover = "failover";

    /// <summary>Stops both servers of the database.</summary>
    public const string DatabaseStop = "dbstop";

    /// <summary>Starts both servers of the database.</summary>
    public const string DatabaseStart = "dbstart";

    /// <summary>Changes parameters of the database.</summary>
    public const string DatabaseConfiguration = "dbconfiguration";

    /// <summary>Makes or drops a schema of the database.</summary>
    public const string DatabaseSchema = "dbschema";

    /// <summary>Backs the database up.</summary>
    public const string DatabaseBackup = "dbbackup";

    /// <summary>Restarts the database, with a failover or without.</summary>
    public const string DatabaseRestart = "dbrestart";
}

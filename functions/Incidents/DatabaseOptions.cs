using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Sets times and limits of a recovery of the database. App settings <c>Database__*</c>; they travel in the input of the incident.
/// </summary>
public sealed record DatabaseOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Database";

    /// <summary>Gets the time between two looks. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets the number of looks in a row that must come to the same diagnosis before anything is done about it. Default 3.
    /// </summary>
    [Range(1, 100)]
    public int ChecksNeeded { get; init; } = 3;

    /// <summary>Gets the age up to which a look is shared with others that ask for one. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ObservationMaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Gets the time for which it is yielded to a platform that is at work on a database that cannot be used. After that a failover is
    /// asked for all the same, if the standby can take over. Default 3 min: a failover of the platform takes one to two.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan PlatformDeadline { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets the time that a failover may take until the platform says that it is done. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan FailoverDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the time between two polls of a failover, and between two attempts to write after it. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the time after a failover within which a web server must write. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan VerifyDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets the time until there must be a healthy standby again, and the longest time that an incident waits for anything. Default 60 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RedundancyDeadline { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Gets the time after a failover in which web servers may still fail on the database: then those that do are restarted, and when all
    /// do, the failover did not help. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets the time after an automatic failover in which no other one is done by itself. Default 60 min. What fails twice within that time
    /// has a cause that no failover mends, and the second one may lose what the first one saved.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FailoverCoolDown { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Gets the lag that the standby may have in applying what it has received. Default 60 s: a failover waits until it is done.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan StandbyLagLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets the time before the first failure of the database within which a standby that stops receiving has stopped because of it.
    /// Default 2 min: two grains of the metric.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan FaultSlack { get; init; } = TimeSpan.FromMinutes(2);
}

using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Status;

/// <summary>Status of one instance at one moment, as it says itself.</summary>
/// <param name="Instance">Name of the instance.</param>
/// <param name="Zone">Its availability zone, or an empty string.</param>
/// <param name="Version">Version of the application.</param>
/// <param name="StartedAt">When the process started.</param>
/// <param name="UptimeSeconds">How long it has been running.</param>
/// <param name="Draining">True once it was told to stop.</param>
/// <param name="InFlight">Requests being handled now, probes and status requests left out.</param>
/// <param name="Database">How it finds the database.</param>
/// <param name="Cache">How it finds the cache: ok, away; none when none is configured.</param>
/// <param name="Files">How it finds the storage of files: ok, away; none when none is configured.</param>
internal sealed record InstanceStatus(
    string Instance,
    string Zone,
    string Version,
    DateTimeOffset StartedAt,
    double UptimeSeconds,
    bool Draining,
    int InFlight,
    DatabaseStatus Database,
    DependencyState Cache,
    DependencyState Files);

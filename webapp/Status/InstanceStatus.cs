namespace Steadfast.WebApp.Status;

/// <summary>What one instance says about itself at one moment.</summary>
/// <param name="Instance">Name of the instance.</param>
/// <param name="Zone">Its availability zone, or an empty string.</param>
/// <param name="Version">Version of the application.</param>
/// <param name="StartedAt">When the process started.</param>
/// <param name="UptimeSeconds">How long it has been running.</param>
/// <param name="Draining">True once it was told to stop.</param>
/// <param name="InFlight">Requests being handled now, probes and status requests left out.</param>
/// <param name="Dependencies">What it needs, and whether it can reach it.</param>
internal sealed record InstanceStatus(
    string Instance,
    string Zone,
    string Version,
    DateTimeOffset StartedAt,
    double UptimeSeconds,
    bool Draining,
    int InFlight,
    IReadOnlyList<DependencyStatus> Dependencies);

/// <summary>One thing the instance needs, as the instance itself sees it.</summary>
/// <param name="Name">For example <c>database</c>.</param>
/// <param name="State"><c>up</c>, <c>down</c> or <c>unknown</c>.</param>
/// <param name="Error">What went wrong, as one sentence; null when up.</param>
internal sealed record DependencyStatus(string Name, string State, string? Error);

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Every duration of the control plane and of monitoring in one place, so that a result can say at which pace it was measured.
/// </summary>
/// <param name="Name">Printed with every result.</param>
public sealed record Pace(string Name)
{
    /// <summary>From the machine being down to its being started again.
    /// Azure: 60 s, own estimate (no duration is documented).</summary>
    public required TimeSpan RestartDuration { get; init; }

    /// <summary>From the machine being down to its being started again on a fresh OS disk.
    /// Azure: 180 s, own estimate (no duration is documented).</summary>
    public required TimeSpan ReimageDuration { get; init; }

    /// <summary>From the machine being down to the instance being gone.
    /// Azure: 60 s, own estimate (no duration is documented).</summary>
    public required TimeSpan DeleteDuration { get; init; }

    /// <summary>From a new instance being asked for to its machine being started.
    /// Azure: 120 s, own estimate (no duration is documented).</summary>
    public required TimeSpan CreateDuration { get; init; }

    /// <summary>Time that a change waits for a machine it has started to be healthy before it ends all the same.
    /// Azure: five minutes, documented for the batches of an upgrade.</summary>
    public required TimeSpan ServeTimeout { get; init; }

    /// <summary>Value of Retry-After, in whole seconds.
    /// Azure: 10 s, own estimate; documented is only that the header is obeyed.</summary>
    public required TimeSpan RetryAfter { get; init; }

    /// <summary>The time in which the limits of requests give back what they give back in a minute.
    /// Azure: one minute.</summary>
    public required TimeSpan ThrottlingMinute { get; init; }

    /// <summary>True when requests are counted against the documented limits unless an option says otherwise. Azure: yes.</summary>
    public required bool Throttles { get; init; }

    /// <summary>Interval at which the agent inside a machine probes /healthz.
    /// Azure: 5 s, default of the Application Health extension (intervalInSeconds).</summary>
    public required TimeSpan HealthInterval { get; init; }

    /// <summary>Time that a probe of the agent may take; a hung machine is then unhealthy.
    /// Azure: 5 s, own estimate (no timeout is documented).</summary>
    public required TimeSpan HealthTimeout { get; init; }

    /// <summary>Equal probe results in a row that change the health state.
    /// Azure: 1, default of the Application Health extension (numberOfProbes).</summary>
    public required int HealthThreshold { get; init; }

    /// <summary>From a failover of the database being accepted to the standby beginning to take over; what the servers themselves need
    /// comes on top. Azure: 60 to 120 s are documented for the whole; the middle.</summary>
    public required TimeSpan DatabaseFailoverDuration { get; init; }

    /// <summary>From a restart of the database being accepted to the server being restarted.
    /// Azure: 60 s, own estimate (no duration is documented).</summary>
    public required TimeSpan DatabaseRestartDuration { get; init; }

    /// <summary>Time that a failover may wait for the primary to hand over in order before it is forced.
    /// Azure: 60 s, the documented example of maxFailoverSeconds.</summary>
    public required TimeSpan PlannedFailoverLimit { get; init; }

    /// <summary>Interval at which the database service looks at the pair.
    /// Azure: 10 s, own estimate; documented is only that two failed looks in a row begin a failover.</summary>
    public required TimeSpan DatabaseLookInterval { get; init; }

    /// <summary>Time that such a look may take; a hung server does not answer then.
    /// Azure: 5 s, own estimate.</summary>
    public required TimeSpan DatabaseLookTimeout { get; init; }

    /// <summary>From the second failed look to the service's own failover of the database.
    /// Azure: 10 s, own estimate.</summary>
    public required TimeSpan PlatformFailoverDelay { get; init; }

    /// <summary>Time that the primary's machine takes to restart, which the service tries beside its own failover.
    /// Azure: 180 s, own estimate (that the quicker one wins is documented).</summary>
    public required TimeSpan DatabaseMachineRestart { get; init; }

    /// <summary>Time that the primary must be silent before a service that is late begins at all.
    /// Azure: 15 minutes, own estimate.</summary>
    public required TimeSpan PlatformFailoverLateAfter { get; init; }

    /// <summary>From the loss of the standby to the first attempt to make a new one, and from one attempt to the next.
    /// Azure: 60 s, own estimate.</summary>
    public required TimeSpan StandbyDelay { get; init; }

    /// <summary>Interval at which the load balancer probes a back end.
    /// Azure: 5 s, the documented minimum (the default is 15 s).</summary>
    public required TimeSpan ProbeInterval { get; init; }

    /// <summary>Equal probe results in a row that change a back end's state (probeThreshold).
    /// Azure: 2, as the deployment sets it.</summary>
    public required int ProbeThreshold { get; init; }

    /// <summary>Width of one stored metric point. Azure: one minute, documented for every metric of the load balancer.</summary>
    public required TimeSpan MetricGrain { get; init; }

    /// <summary>Time after its grain when a point can be read. Azure: 60 s, own estimate.</summary>
    public required TimeSpan MetricDelay { get; init; }

    /// <summary>Interval at which an alert rule is evaluated. Azure: one minute, the shortest documented.</summary>
    public required TimeSpan AlertFrequency { get; init; }

    /// <summary>Window that an alert rule looks back over. Azure: five minutes, as the baseline alerts for load balancers do.</summary>
    public required TimeSpan AlertWindow { get; init; }

    /// <summary>Evaluations without the condition, one after the other, that resolve an alert. Azure: 3, own estimate.</summary>
    public required int AlertResolveAfter { get; init; }

    /// <summary>Waits before the retries of a webhook. Azure: 5, 20, 5, 40, 5 s, documented.</summary>
    public required IReadOnlyList<TimeSpan> ActionGroupRetryDelays { get; init; }

    /// <summary>Time that an endpoint is left alone after all retries failed. Azure: 15 minutes, documented.</summary>
    public required TimeSpan ActionGroupSilence { get; init; }

    /// <summary>Time that a webhook may take to answer. Azure: 10 s, own estimate.</summary>
    public required TimeSpan WebhookTimeout { get; init; }

    /// <summary>Seconds instead of minutes: for demos and tests.</summary>
    public static Pace Fast { get; } = new("fast")
    {
        RestartDuration = TimeSpan.FromSeconds(1),
        ReimageDuration = TimeSpan.FromSeconds(2),
        DeleteDuration = TimeSpan.FromSeconds(1),
        CreateDuration = TimeSpan.FromSeconds(2),
        ServeTimeout = TimeSpan.FromSeconds(10),
        // Not zero: the Azure CLI takes that for "not said" and waits thirty seconds.
        RetryAfter = TimeSpan.FromSeconds(1),
        ThrottlingMinute = TimeSpan.FromSeconds(2),
        Throttles = false,
        HealthInterval = TimeSpan.FromMilliseconds(250),
        HealthTimeout = TimeSpan.FromSeconds(1),
        HealthThreshold = 1,
        DatabaseFailoverDuration = TimeSpan.FromMilliseconds(200),
        DatabaseRestartDuration = TimeSpan.FromMilliseconds(500),
        PlannedFailoverLimit = TimeSpan.FromSeconds(5),
        DatabaseLookInterval = TimeSpan.FromMilliseconds(250),
        // Longer than a server of the twin that hangs is waited for, which is a second: what the other one answered must not be lost with
        // it.
        DatabaseLookTimeout = TimeSpan.FromSeconds(2),
        PlatformFailoverDelay = TimeSpan.FromMilliseconds(500),
        DatabaseMachineRestart = TimeSpan.FromSeconds(5),
        PlatformFailoverLateAfter = TimeSpan.FromSeconds(30),
        StandbyDelay = TimeSpan.FromMilliseconds(500),
        ProbeInterval = TimeSpan.FromMilliseconds(500),
        ProbeThreshold = 2,
        MetricGrain = TimeSpan.FromMilliseconds(250),
        MetricDelay = TimeSpan.Zero,
        AlertFrequency = TimeSpan.FromMilliseconds(500),
        AlertWindow = TimeSpan.FromSeconds(1),
        AlertResolveAfter = 1,
        ActionGroupRetryDelays = [.. new[] { 50, 200, 50, 400, 50 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))],
        ActionGroupSilence = TimeSpan.FromSeconds(9),
        WebhookTimeout = TimeSpan.FromSeconds(2),
    };

    /// <summary>The documented durations; each property says where its value comes from.</summary>
    public static Pace Azure { get; } = new("azure")
    {
        RestartDuration = TimeSpan.FromSeconds(60),
        ReimageDuration = TimeSpan.FromSeconds(180),
        DeleteDuration = TimeSpan.FromSeconds(60),
        CreateDuration = TimeSpan.FromSeconds(120),
        ServeTimeout = TimeSpan.FromMinutes(5),
        RetryAfter = TimeSpan.FromSeconds(10),
        ThrottlingMinute = TimeSpan.FromMinutes(1),
        Throttles = true,
        HealthInterval = TimeSpan.FromSeconds(5),
        HealthTimeout = TimeSpan.FromSeconds(5),
        HealthThreshold = 1,
        DatabaseFailoverDuration = TimeSpan.FromSeconds(90),
        DatabaseRestartDuration = TimeSpan.FromSeconds(60),
        PlannedFailoverLimit = TimeSpan.FromSeconds(60),
        DatabaseLookInterval = TimeSpan.FromSeconds(10),
        DatabaseLookTimeout = TimeSpan.FromSeconds(5),
        PlatformFailoverDelay = TimeSpan.FromSeconds(10),
        DatabaseMachineRestart = TimeSpan.FromSeconds(180),
        PlatformFailoverLateAfter = TimeSpan.FromMinutes(15),
        StandbyDelay = TimeSpan.FromSeconds(60),
        ProbeInterval = TimeSpan.FromSeconds(5),
        ProbeThreshold = 2,
        MetricGrain = TimeSpan.FromMinutes(1),
        MetricDelay = TimeSpan.FromSeconds(60),
        AlertFrequency = TimeSpan.FromMinutes(1),
        AlertWindow = TimeSpan.FromMinutes(5),
        AlertResolveAfter = 3,
        ActionGroupRetryDelays = [.. new[] { 5, 20, 5, 40, 5 }.Select(seconds => TimeSpan.FromSeconds(seconds))],
        ActionGroupSilence = TimeSpan.FromMinutes(15),
        WebhookTimeout = TimeSpan.FromSeconds(10),
    };
}

namespace Steadfast.Local.Simulation.Faults;

/// <summary>Kinds of faults: in the stack, the control plane, the alerts, the people and the automation.</summary>
internal enum FaultKind
{
    /// <summary>A web server dies; a restart helps.</summary>
    Crash,

    /// <summary>A web server hangs; a restart helps.</summary>
    Hang,

    /// <summary>A web server is too slow for everybody; a restart helps.</summary>
    Slow,

    /// <summary>A web server answers 503 from its disk on; a reimage helps.</summary>
    Poison,

    /// <summary>A machine is bad; only another one helps.</summary>
    BadHost,

    /// <summary>A web server serves and does not, by turns; a reimage helps.</summary>
    Flap,

    /// <summary>A web server fails and comes back by itself.</summary>
    Blip,

    /// <summary>Nothing helps until a person comes.</summary>
    Unrepairable,

    /// <summary>A zone is away for a while.</summary>
    ZoneLoss,

    /// <summary>New machines come sick for a while.</summary>
    BadImage,

    /// <summary>The primary dies.</summary>
    DatabaseCrash,

    /// <summary>The primary hangs.</summary>
    DatabaseHang,

    /// <summary>The primary's disk is full.</summary>
    DatabaseReadOnly,

    /// <summary>Nobody reaches the primary, and its service does not see that.</summary>
    DatabaseCutOff,

    /// <summary>The standby is gone.</summary>
    StandbyDead,

    /// <summary>The standby ceases to receive.</summary>
    StandbyDegraded,

    /// <summary>The standby lags in applying.</summary>
    StandbyLag,

    /// <summary>Alerts are lost for a while.</summary>
    AlertsLost,

    /// <summary>Alerts come late for a while, each by another time, so that they overtake each other.</summary>
    AlertsLate,

    /// <summary>Alerts come several times for a while.</summary>
    AlertsRepeated,

    /// <summary>The next requests are answered 429.</summary>
    Throttled,

    /// <summary>The next operation fails.</summary>
    OperationFails,

    /// <summary>The next operation is stuck for a while.</summary>
    OperationStuck,

    /// <summary>There is no capacity for new machines for a while.</summary>
    NoCapacity,

    /// <summary>The control plane shows an old state for a while.</summary>
    ViewLags,

    /// <summary>The control plane answers 503 to many reads for a while.</summary>
    ReadsFail,

    /// <summary>The list of instances is cut short for a while.</summary>
    ViewPartial,

    /// <summary>A deployment restarts every instance.</summary>
    Deployment,

    /// <summary>Autoscale adds or takes away an instance.</summary>
    Autoscale,

    /// <summary>A person pauses the automation, and resumes it or forgets to.</summary>
    PersonPauses,

    /// <summary>A person orders an action on an instance, needed or not.</summary>
    PersonOrders,

    /// <summary>A person ends an incident.</summary>
    PersonAborts,

    /// <summary>A person orders a failover.</summary>
    PersonFailsOver,

    /// <summary>A deployment takes a lease, and forgets to give it back.</summary>
    Lease,

    /// <summary>The Function App is killed at its next commit, several times.</summary>
    AppKilled,

    /// <summary>The Function App's clock is wrong for a while.</summary>
    ClockApart,

    /// <summary>A second worker of the Function App runs for a while, and takes its share of what is to be done.</summary>
    SecondWorker,

    /// <summary>The control plane carries the next requests that change something out, and their answers are lost.</summary>
    AnswersLost,

    /// <summary>The control plane cannot be reached for a while: it refuses every connection, or never answers.</summary>
    ControlPlaneAway,

    /// <summary>Metrics come without values for a while.</summary>
    MetricsEmpty,

    /// <summary>The automation reaches one web server, or none, for a while. The load balancer and the clients do.</summary>
    WebServersCutOff,

    /// <summary>The receiver of notices is away for a while.</summary>
    ReceiverAway,
}

/// <summary>One fault of a schedule.</summary>
/// <param name="At">When, since the beginning.</param>
/// <param name="Kind">What.</param>
/// <param name="Target">Draws whom it hits.</param>
/// <param name="Lasting">For how long, where that means something.</param>
/// <param name="Amount">How much, where that means something.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Target, TimeSpan Lasting, int Amount)
{
    public override string ToString() => $"{At:hh\\:mm\\:ss} {Kind} (target {Target}, lasting {Lasting:hh\\:mm\\:ss}, amount {Amount})";
}

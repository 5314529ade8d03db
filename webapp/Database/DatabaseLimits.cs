namespace Steadfast.WebApp.Database;

/// <summary>Bounds of the use of the database. Fixed: the promises of the API (an answer within 2 s) follow from them.</summary>
internal sealed record DatabaseLimits
{
    /// <summary>Time a request may wait for the database, its place in the queue and all tries included. 1.8 s, so that the client has its answer within 2 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1.8);

    /// <summary>Pause before a request is tried again. 40 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Time that trouble may last before requests are no longer held back to wait for its end. 2 s: a planned failover is over by then.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Connections for reads, and as many for writes: a write that is stuck cannot hold up reads. 4 each.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>A server that has not let in a new connection by then is silent. 0.9 s: within the second that the driver waits.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(0.9);

    /// <summary>Requests that may wait for a connection; the next one is refused at once. 512 reads and 512 writes.</summary>
    public int Queue { get; init; } = 512;

    /// <summary>A look that takes longer finds the database slow. 0.5 s.</summary>
    public TimeSpan SlowAfter { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>From one look to the next. 1 s while all is well.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From one look to the next while something is wrong. 0.5 s, so that its end is seen sooner.</summary>
    public TimeSpan TroubleInterval { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The shortest time from one look to the next, for when requests find it otherwise than the last look did. 0.1 s.</summary>
    public TimeSpan SoonestLook { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>A look that takes longer has failed. 1.5 s.</summary>
    public TimeSpan LookDeadline { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>For how long a refused write counts against the database, unless one succeeds before. 10 s.</summary>
    public TimeSpan WriteMemory { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection from a pool older than this that turns out read-only may be one to a former primary. 1 s.</summary>
    public TimeSpan Young { get; init; } = TimeSpan.FromSeconds(1);
}

namespace Steadfast.Local.Stack.Web;

/// <summary>One instance of the web application.</summary>
/// <param name="Assembly">Path of <c>Steadfast.WebApp.dll</c>.</param>
/// <param name="Address">Where it listens, for example <c>http://127.0.1.4:8080</c>.</param>
/// <param name="Id">Name it reports.</param>
/// <param name="Zone">Zone it reports.</param>
public sealed record WebProcessOptions(string Assembly, Uri Address, string Id, string Zone)
{
    /// <summary>A minute: a slow machine needs a good part of that.</summary>
    public static readonly TimeSpan UsualStartDeadline = TimeSpan.FromMinutes(1);

    /// <summary>Time that a start may take until <c>/healthz</c> answers 200. Default <see cref="UsualStartDeadline"/>.</summary>
    public TimeSpan StartDeadline { get; init; } = UsualStartDeadline;

    /// <summary>Time that it reports "draining" before it closes. Default none: the twin's balancer is told by the twin.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Time that requests may then still run. Default 5 s.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Further environment variables, for example the address of the database. They win over those that follow from the other options.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Clock of deadlines.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

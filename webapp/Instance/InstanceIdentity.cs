using System.Reflection;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.Instance;

/// <summary>Facts that do not change while the process lives: its name, zone, version and start time.</summary>
internal sealed class InstanceIdentity(IOptions<InstanceOptions> options, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Name of this instance.</summary>
    public string Id { get; } = options.Value.Id;

    /// <summary>Availability zone, or an empty string.</summary>
    public string Zone { get; } = options.Value.Zone;

    /// <summary>Version of the application.</summary>
    public string Version { get; } = typeof(InstanceIdentity).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Time when this process started.</summary>
    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Time for which this process has been running. Not disturbed by changes of the wall clock.</summary>
    public TimeSpan Uptime => clock.GetElapsedTime(_started);
}

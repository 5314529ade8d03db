using System.Net;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>One machine of the scale set, and what can be done to it behind the control plane's back.</summary>
public abstract class TwinMachine(MachineSpec spec) : IMachine, IAsyncDisposable
{
    /// <summary>State that <see cref="Changed"/> gives when it begins to stop.</summary>
    public const string Stopping = "is stopping";

    /// <summary>
    /// Raised when the machine is started or stopped through the control plane, with one sentence part such as "is stopping".
    /// </summary>
    public event Action<TwinMachine, string>? Changed;

    /// <summary>Its place in the scale set.</summary>
    public MachineSpec Spec => spec;

    /// <summary>Number of the instance.</summary>
    public string Id => spec.InstanceId;

    /// <summary>Address at which it serves.</summary>
    public IPEndPoint EndPoint { get; } = new(IPAddress.Parse(spec.PrivateIp), spec.Port);

    /// <summary>For people: what it is at this moment, such as "pid 123".</summary>
    public abstract string Handle { get; }

    /// <inheritdoc/>
    public virtual TimeSpan? ProcessorTime => null;

    /// <summary>Whatever serves on it ends at once, as with kill -9. Nothing starts it again but the control plane.</summary>
    public abstract void Crash();

    /// <inheritdoc/>
    public abstract Task StartAsync(CancellationToken ct);

    /// <inheritdoc/>
    public abstract Task StopAsync(CancellationToken ct);

    /// <inheritdoc/>
    public abstract Task ReimageAsync(CancellationToken ct);

    /// <inheritdoc/>
    public abstract Task<bool> ProbeHealthAsync(CancellationToken ct);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Raises <see cref="Changed"/>.</summary>
    /// <param name="what">Part of a sentence: "is stopping".</param>
    protected void Tell(string what) => Changed?.Invoke(this, what);
}

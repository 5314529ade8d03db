using Steadfast.Local.Azure;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>
/// One machine of the scale set: a real process of the web application. It has no service manager, so a process that dies stays dead until
/// the machine is restarted through the control plane.
/// </summary>
/// <param name="Spec">Its place in the scale set.</param>
/// <param name="Process">The process.</param>
/// <param name="ProbeTimeout">How long the agent inside waits for an answer.</param>
public sealed record WebMachine(MachineSpec Spec, WebProcess Process, TimeSpan ProbeTimeout) : IMachine
{
    /// <summary>Raised when a machine starts or stops through the control plane, with "stopping" or "started".</summary>
    public event Action<string>? Changed;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken ct)
    {
        await Process.StartAsync(ct);
        Changed?.Invoke("started");
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken ct)
    {
        Changed?.Invoke("stopping");
        await Process.StopAsync();
    }

    /// <inheritdoc/>
    public async Task<bool> ProbeHealthAsync(CancellationToken ct) => (await Process.ProbeHealthAsync(ProbeTimeout, ct)).Up;
}

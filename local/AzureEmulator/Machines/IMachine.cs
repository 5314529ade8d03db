namespace Steadfast.Local.AzureEmulator;

/// <summary>The thing behind one instance: a real web process in the twin, a model in a test.</summary>
/// <remarks>The emulator never starts a machine by itself; it stops and starts it only to carry out an operation.</remarks>
public interface IMachine
{
    /// <summary>Starts the machine; returns when it runs, throws when it cannot be started.</summary>
    Task StartAsync(CancellationToken ct);

    /// <summary>Stops the machine as a VM restart does: orderly for a bounded time, then hard. Stopping a dead machine is fine.</summary>
    Task StopAsync(CancellationToken ct);

    /// <summary>Puts the OS disk of the stopped machine back as it was delivered. Default: there is nothing to put back.</summary>
    Task ReimageAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Health of /healthz as an agent inside the machine sees it: true for an answer of 200.</summary>
    Task<bool> ProbeHealthAsync(CancellationToken ct);

    /// <summary>Processor time that the machine has used since it was started; null when it cannot say. Default: it cannot.</summary>
    TimeSpan? ProcessorTime => null;

    /// <summary>The last lines the machine has written to its console, oldest first. Default: none.</summary>
    Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);
}

using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>Host of the Function App, as a process that may be killed and started again.</summary>
public interface IAppHost : IAsyncDisposable
{
    /// <summary>Time that a start may take.</summary>
    TimeSpan StartDeadline { get; }

    /// <summary>The process id of the host; null before the first start.</summary>
    int? ProcessId { get; }

    /// <summary>True when it runs.</summary>
    bool IsRunning { get; }

    /// <summary>The last lines it wrote; null before the first start.</summary>
    OutputTail? Output { get; }

    /// <summary>Completes with the exit code when it has ended; never before the first start.</summary>
    Task<int> Ended { get; }

    /// <summary>Starts it, anew when it has ended. It answers some time later.</summary>
    Task StartAsync(CancellationToken ct);

    /// <summary>SIGKILL, as a crash.</summary>
    void Kill();
}

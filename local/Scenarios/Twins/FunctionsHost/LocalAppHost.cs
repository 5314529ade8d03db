using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>The Function App on the local runtime: one process.</summary>
public sealed class LocalAppHost(string program, IReadOnlyDictionary<string, string?> environment) : IAppHost
{
    private readonly TaskCompletionSource<int> _never = new();
    private ChildProcess? _process;

    /// <inheritdoc/>
    public TimeSpan StartDeadline { get; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public int? ProcessId => _process?.Id;

    /// <inheritdoc/>
    public bool IsRunning => _process?.IsRunning == true;

    /// <inheritdoc/>
    public OutputTail? Output => _process?.Output;

    /// <inheritdoc/>
    public Task<int> Ended => _process?.Exited ?? _never.Task;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken ct)
    {
        await DisposeAsync();
        _process = await ChildProcess.StartAsync(new ChildProcessOptions(DotnetHost.Path, [program]) { Environment = environment });
    }

    /// <inheritdoc/>
    public void Kill() => _process?.Kill();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Runs the orchestrations, activities and entities of a hosted app in place of the local runtime.</summary>
public interface IDurableEngine : IAsyncDisposable
{
    /// <summary>Starts, asks and steers orchestrations.</summary>
    DurableTaskClient Client { get; }

    /// <summary>Begins to run them.</summary>
    Task StartAsync(CancellationToken ct);
}

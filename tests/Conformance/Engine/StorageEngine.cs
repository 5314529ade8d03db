using DurableTask.AzureStorage;
using DurableTask.Core;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>DurableTask.Core on DurableTask.AzureStorage, set up as the Functions host does from host.json.</summary>
internal sealed class StorageEngine : IDurableEngine
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly AzureStorageOrchestrationService _service;
    private readonly TaskHubWorker _worker;
    private bool _isStarted;

    public StorageEngine(string connection, string hub, FunctionCatalog catalog, IServiceProvider services, Action<AzureStorageOrchestrationServiceSettings>? change = null)
    {
        ILoggerFactory loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        AzureStorageOrchestrationServiceSettings settings = HostJson.Settings(hub);
        change?.Invoke(settings);
        settings.StorageAccountClientProvider = new StorageAccountClientProvider(connection);
        _service = new(settings);
        Client = new StorageClient(_service);
        AppShims app = new(catalog, services, loggers, () => Client, _stopping.Token);
        _worker = new(_service, app, app, app, loggers) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
    }

    public DurableTaskClient Client { get; }

    public async Task StartAsync(CancellationToken ct)
    {
        await _service.CreateIfNotExistsAsync();
        await _worker.StartAsync();
        _isStarted = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_isStarted)
        {
            _isStarted = false;
            await _worker.StopAsync(isForced: true);
        }
    }
}

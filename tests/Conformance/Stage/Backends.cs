using Microsoft.Extensions.DependencyInjection;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests.Stage;

/// <summary>Makes engines, and runs a few functions on one without a host around them.</summary>
internal static class Backends
{
    /// <summary>The real engine on a task hub of its own.</summary>
    public static Func<FunctionCatalog, IServiceProvider, IDurableEngine> Real(Azurite azurite)
    {
        string connection = azurite.Connection;
        return (catalog, services) => new StorageEngine(connection, $"hub{Guid.NewGuid():N}", catalog, services);
    }

    /// <summary>An engine with some functions, started. What is large is stored as Azure Storage does; the app itself runs with the limits of the local runtime.</summary>
    public static async Task<IDurableEngine> StartAsync(Backend backend, Azurite azurite, params Type[] functions)
    {
        FunctionCatalog catalog = FunctionCatalog.FromTypes(functions);
        ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        IDurableEngine engine = backend == Backend.Real ? Real(azurite)(catalog, services)
            : new LocalEngine(new DurableRuntime(catalog, services, new RuntimeOptions { Storage = backend == Backend.Storage ? new() : null, Limits = StorageLimits.OfAzure }));
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    private sealed class LocalEngine(DurableRuntime runtime) : IDurableEngine
    {
        public Microsoft.DurableTask.Client.DurableTaskClient Client => runtime.Client;

        public Task StartAsync(CancellationToken ct) => runtime.StartAsync(ct);

        public ValueTask DisposeAsync() => runtime.DisposeAsync();
    }
}

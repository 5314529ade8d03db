using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Entities;
using DurableTask.Core.Entities.OperationFormat;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>The functions of an app as the real engine runs them, through the shims of the Functions worker.</summary>
internal sealed class AppShims :
    INameVersionObjectManager<TaskOrchestration>, INameVersionObjectManager<TaskActivity>, INameVersionObjectManager<TaskEntity>
{
    private readonly FunctionCatalog _catalog;
    private readonly IServiceProvider _services;
    private readonly Func<DurableTaskClient> _client;
    private readonly CancellationToken _stopping;
    private readonly DurableTaskShimFactory _shims;

    public AppShims(FunctionCatalog catalog, IServiceProvider services, ILoggerFactory loggers, Func<DurableTaskClient> client, CancellationToken stopping)
    {
        (_catalog, _services, _client, _stopping) = (catalog, services, client, stopping);
        _shims = new(new DurableTaskWorkerOptions { DataConverter = WireJson.Default, EnableEntitySupport = true }, loggers);
    }

    TaskOrchestration? INameVersionObjectManager<TaskOrchestration>.GetObject(string name, string? version) =>
        _catalog.Orchestrators.TryGetValue(name, out OrchestratorFunction? function) ? _shims.CreateOrchestration(name, new Orchestrator(function)) : null;

    TaskActivity? INameVersionObjectManager<TaskActivity>.GetObject(string name, string? version) =>
        _catalog.Activities.TryGetValue(name, out ActivityFunction? function) ? _shims.CreateActivity(name, new Activity(function, _services, _client, _stopping)) : null;

    TaskEntity? INameVersionObjectManager<TaskEntity>.GetObject(string name, string? version) =>
        _catalog.Entities.TryGetValue(name, out EntityFunction? function) ? new Batches(_shims, new Entity(function, _services)) : null;

    public void Add(ObjectCreator<TaskOrchestration> creator) => throw new NotSupportedException();

    public void Add(ObjectCreator<TaskActivity> creator) => throw new NotSupportedException();

    public void Add(ObjectCreator<TaskEntity> creator) => throw new NotSupportedException();

    // The shims turn JSON into an object and back; the functions take and give JSON text themselves.
    private static string? Text(object? input) => input is JsonElement { ValueKind: not JsonValueKind.Undefined } json ? json.GetRawText() : null;

    private static object? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    private sealed class Orchestrator(OrchestratorFunction function) : ITaskOrchestrator
    {
        public Type InputType => typeof(JsonElement);

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
        {
            Task run = function.Start(context, Text(input));
            await run;
            return function.ResultOf(run);
        }
    }

    private sealed class Activity(ActivityFunction function, IServiceProvider services, Func<DurableTaskClient> client, CancellationToken stopping) : ITaskActivity
    {
        public Type InputType => typeof(JsonElement);

        public Type OutputType => typeof(object);

        public async Task<object?> RunAsync(TaskActivityContext context, object? input) =>
            Json(await function.RunAsync(services, new ActivityCall(context.InstanceId, Text(input), client(), stopping)));
    }

    private sealed class Entity(EntityFunction function, IServiceProvider services) : ITaskEntity
    {
        public async ValueTask<object?> RunAsync(TaskEntityOperation operation) => await function.RunAsync(services, operation);
    }

    /// <summary>The key of an entity is in the batch; the shim wants it when it is made.</summary>
    private sealed class Batches(DurableTaskShimFactory shims, ITaskEntity entity) : TaskEntity
    {
        public override Task<EntityBatchResult> ExecuteOperationBatchAsync(EntityBatchRequest operations)
        {
            EntityId id = EntityId.FromString(operations.InstanceId!);
            return shims.CreateEntity(id.Name, entity, id).ExecuteOperationBatchAsync(operations);
        }
    }
}

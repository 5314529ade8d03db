using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask.Entities;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks an orchestrator.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    public string? Orchestration { get; set; }
}

/// <summary>Marks an activity.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    public string? Activity { get; set; }
}

/// <summary>Marks an entity.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EntityTriggerAttribute : TriggerBindingAttribute
{
    public string? EntityName { get; set; }
}

/// <summary>Binds the Durable client.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    public string? TaskHub { get; set; }

    public string? ConnectionName { get; set; }
}

/// <summary>Hands an operation to an entity. Only the Functions extension makes one; the local runtime takes the class itself.</summary>
public sealed class TaskEntityDispatcher
{
    internal TaskEntityDispatcher()
    {
    }

    public Task DispatchAsync(ITaskEntity entity) => throw new NotSupportedException();

    public Task DispatchAsync<T>() => throw new NotSupportedException();

    public Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler) => throw new NotSupportedException();
}

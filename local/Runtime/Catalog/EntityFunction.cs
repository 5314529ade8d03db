using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime;

/// <summary>An entity: the class that holds the <c>[EntityTrigger]</c> method. A new object carries out each operation.</summary>
internal sealed class EntityFunction(string name, Type type)
{
    private readonly ObjectFactory _factory = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);

    public string Name { get; } = name;

    /// <summary>Runs one operation in a scope of its own.</summary>
    public async Task<object?> RunAsync(IServiceProvider services, TaskEntityOperation operation)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        ITaskEntity entity = (ITaskEntity)_factory(scope.ServiceProvider, null);
        FunctionMethod.Calling?.Invoke(true);
        ValueTask<object?> running = entity.RunAsync(operation);
        FunctionMethod.Calling?.Invoke(false);
        return await running;
    }
}

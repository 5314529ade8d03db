using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.DurableTask.Entities;

/// <summary>An entity whose operations are the public methods of the derived class.</summary>
public abstract class TaskEntity<TState> : ITaskEntity
{
    protected virtual bool AllowStateDispatch => false;

    protected TState State { get; set; } = default!;

    protected TaskEntityContext Context { get; private set; } = null!;

    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is TState state ? state : InitializeState(operation);
        object? target = Find(this, operation.Name) is not null ? this : AllowStateDispatch && State is not null && Find(State, operation.Name) is not null ? State : null;
        if (target is null)
        {
            if (!string.Equals(operation.Name, "delete", StringComparison.OrdinalIgnoreCase))
            {
                throw new NotSupportedException($"No suitable method found for entity operation '{operation}'.");
            }

            operation.State.SetState(null);
            return null;
        }

        object? result = await UnwrapAsync(Call(target, Find(target, operation.Name)!, operation));
        operation.State.SetState(State);
        return result;
    }

    protected virtual TState InitializeState(TaskEntityOperation entityOperation) =>
        typeof(TState).IsValueType || typeof(TState) == typeof(string) ? default! : Activator.CreateInstance<TState>();

    private static MethodInfo? Find(object target, string operation) =>
        target.GetType().GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase).SingleOrDefault(method =>
            string.Equals(method.Name, operation, StringComparison.OrdinalIgnoreCase) && method.DeclaringType != typeof(object) && method.DeclaringType != typeof(TaskEntity<TState>));

    private static object? Call(object target, MethodInfo method, TaskEntityOperation operation)
    {
        object?[] arguments = [.. method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(TaskEntityContext) ? operation.Context
            : parameter.ParameterType == typeof(TaskEntityOperation) ? operation
            : operation.HasInput ? operation.GetInput(parameter.ParameterType)
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : throw new InvalidOperationException($"Entity operation '{operation}' needs an input for '{parameter.Name}'."))];
        try
        {
            return method.Invoke(target, arguments);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static async ValueTask<object?> UnwrapAsync(object? result)
    {
        if (result is ValueTask plain)
        {
            await plain;
            return null;
        }

        if (result is not null && result.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            result = type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(result, null);
        }

        if (result is not Task task)
        {
            return result;
        }

        await task;
        PropertyInfo? value = task.GetType().GetProperty(nameof(Task<int>.Result));
        return value is null || value.PropertyType.Name == "VoidTaskResult" ? null : value.GetValue(task);
    }
}

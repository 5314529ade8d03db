using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime;

/// <summary>Calls one <c>[Function]</c> method: makes its class, waits for its task, hands back its result.</summary>
internal sealed class FunctionMethod
{
    private static readonly MethodInfo ReadResult = typeof(FunctionMethod).GetMethod(nameof(ResultOfTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly MethodInvoker invoker;
    private readonly ObjectFactory? factory;
    private readonly Func<Task, object?>? resultOf;

    public FunctionMethod(MethodInfo method)
    {
        Method = method;
        invoker = MethodInvoker.Create(method);
        factory = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        if (method.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            resultOf = ReadResult.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<Task, object?>>();
        }
    }

    public MethodInfo Method { get; }

    /// <summary>Calls it and returns its task; a method without a task gets a finished one.</summary>
    public Task Start(IServiceProvider? services, Span<object?> arguments)
    {
        object? target = factory?.Invoke(services!, null);
        object? result = invoker.Invoke(target, arguments);
        return Method.ReturnType == typeof(void) ? Task.CompletedTask : result as Task ?? Task.FromResult(result);
    }

    /// <summary>The result of a finished task of this method; null when it has none.</summary>
    public object? ResultOf(Task finished) => resultOf is not null ? resultOf(finished) : finished is Task<object?> plain ? plain.Result : null;

    /// <summary>Calls it and waits for it.</summary>
    public async Task<object?> RunAsync(IServiceProvider? services, object?[] arguments)
    {
        object? target = factory?.Invoke(services!, null);
        try
        {
            object? result = invoker.Invoke(target, arguments.AsSpan());
            if (result is not Task task)
            {
                return result;
            }

            await task;
            return resultOf?.Invoke(task);
        }
        finally
        {
            await DisposeAsync(target);
        }
    }

    private static ValueTask DisposeAsync(object? target)
    {
        if (target is IAsyncDisposable later)
        {
            return later.DisposeAsync();
        }

        (target as IDisposable)?.Dispose();
        return default;
    }

    private static object? ResultOfTask<T>(Task task) => ((Task<T>)task).Result;
}

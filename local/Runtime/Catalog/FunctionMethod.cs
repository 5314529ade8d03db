using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime;

/// <summary>Calls one <c>[Function]</c> method: makes its class, waits for its task, hands back its result.</summary>
internal sealed class FunctionMethod
{
    private static readonly MethodInfo ReadResult = typeof(FunctionMethod)
        .GetMethod(nameof(ResultOfTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly MethodInvoker _invoker;
    private readonly ObjectFactory? _factory;
    private readonly Func<Task, object?>? _resultOf;

    public FunctionMethod(MethodInfo method)
    {
        Method = method;
        _invoker = MethodInvoker.Create(method);
        _factory = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        if (method.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            _resultOf = ReadResult.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<Task, object?>>();
        }
    }

    /// <summary>
    /// Told when a function begins, and when it has returned for the first time, so that its time can be told from the runtime's. Null:
    /// nobody measures.
    /// </summary>
    internal static Action<bool>? Calling { get; set; }

    public MethodInfo Method { get; }

    /// <summary>Calls it and returns its task; a method without a task gets a finished one.</summary>
    public Task Start(IServiceProvider? services, Span<object?> arguments)
    {
        object? target = _factory?.Invoke(services!, null);
        object? result = Invoke(target, arguments);
        return Method.ReturnType == typeof(void) ? Task.CompletedTask : result as Task ?? Task.FromResult(result);
    }

    /// <summary>The result of a finished task of this method; null when it has none.</summary>
    public object? ResultOf(Task finished) => finished switch
    {
        _ when _resultOf is not null => _resultOf(finished),
        Task<object?> plain => plain.Result,
        _ => null,
    };

    /// <summary>Calls it and waits for it.</summary>
    public async Task<object?> RunAsync(IServiceProvider? services, object?[] arguments)
    {
        object? target = _factory?.Invoke(services!, null);
        try
        {
            object? result = Invoke(target, arguments);
            if (result is not Task task)
            {
                return result;
            }

            await task;
            return _resultOf?.Invoke(task);
        }
        finally
        {
            await DisposeAsync(target);
        }
    }

    private object? Invoke(object? target, Span<object?> arguments)
    {
        Calling?.Invoke(true);
        try
        {
            return _invoker.Invoke(target, arguments);
        }
        finally
        {
            Calling?.Invoke(false);
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

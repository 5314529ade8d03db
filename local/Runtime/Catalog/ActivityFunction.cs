using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime;

/// <summary>One call of an activity.</summary>
internal readonly record struct ActivityCall(string InstanceId, string? Input, DurableTaskClient Client, CancellationToken Stopping);

/// <summary>An activity: its input, and beside it the Durable client, the instance id and a token that ends when the host stops.</summary>
internal sealed class ActivityFunction
{
    private readonly FunctionMethod _function;
    private readonly Func<ActivityCall, object?>[] _binders;

    public ActivityFunction(string name, MethodInfo method)
    {
        Name = name;
        _function = new(method);
        _binders = [.. method.GetParameters().Select(parameter => BinderOf(name, parameter)!)];
    }

    public string Name { get; }

    /// <summary>Way in which a parameter gets its value; null when it cannot be bound.</summary>
    public static Func<ActivityCall, object?>? BinderOf(string name, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        return parameter switch
        {
            _ when type == typeof(CancellationToken) => call => call.Stopping,
            _ when type == typeof(TaskActivityContext) => call => new Context(name, call.InstanceId),
            _ when type == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute)) => call => call.Client,
            _ when parameter.IsDefined(typeof(ActivityTriggerAttribute)) => call => Arguments.FromJson(call.Input, type),
            { Name: "instanceId" } when type == typeof(string) => call => call.InstanceId,
            _ => null,
        };
    }

    /// <summary>Runs it in a scope of its own and returns its result as JSON text.</summary>
    public async Task<string?> RunAsync(IServiceProvider services, ActivityCall call)
    {
        object?[] arguments = new object?[_binders.Length];
        for (int index = 0; index < arguments.Length; index++)
        {
            arguments[index] = _binders[index](call);
        }

        if (_function.Method.IsStatic)
        {
            return WireJson.Default.Serialize(await _function.RunAsync(null, arguments));
        }

        await using AsyncServiceScope scope = services.CreateAsyncScope();
        return WireJson.Default.Serialize(await _function.RunAsync(scope.ServiceProvider, arguments));
    }

    private sealed class Context(string name, string instanceId) : TaskActivityContext
    {
        public override TaskName Name { get; } = name;

        public override string InstanceId { get; } = instanceId;
    }
}

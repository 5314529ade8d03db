using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>A function that runs by the clock.</summary>
internal sealed class TimerFunction(string name, MethodInfo method, TimerTriggerAttribute trigger)
{
    private readonly ParameterInfo[] _parameters = method.GetParameters();
    private readonly FunctionMethod _function = new(method);

    public string Name { get; } = name;

    /// <summary>The NCRONTAB expression, or <c>%Setting%</c>.</summary>
    public string Schedule { get; } = trigger.Schedule;

    public bool RunOnStartup { get; } = trigger.RunOnStartup;

    public static bool CanBind(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(TimerInfo) || parameter.ParameterType == typeof(CancellationToken)
        || (parameter.ParameterType == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute)));

    public Task RunAsync(IServiceProvider services, TimerInfo info, DurableTaskClient client, CancellationToken stopping)
    {
        object?[] arguments = [.. _parameters.Select(parameter => parameter.ParameterType switch
        {
            var type when type == typeof(TimerInfo) => (object)info,
            var type when type == typeof(CancellationToken) => stopping,
            _ => client,
        })];
        return _function.RunAsync(services, arguments);
    }
}

using System.Reflection;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>An orchestrator: a static method that takes the context and, at most, its input.</summary>
internal sealed class OrchestratorFunction(string name, MethodInfo method)
{
    private readonly FunctionMethod _function = new(method);
    private readonly ParameterInfo[] _parameters = method.GetParameters();

    public string Name { get; } = name;

    /// <summary>Starts it; what it throws is in the task.</summary>
    public Task Start(TaskOrchestrationContext context, string? input)
    {
        try
        {
            object?[] arguments = new object?[_parameters.Length];
            for (int index = 0; index < arguments.Length; index++)
            {
                Type type = _parameters[index].ParameterType;
                arguments[index] = type == typeof(TaskOrchestrationContext) ? context : Arguments.FromJson(input, type);
            }

            return _function.Start(null, arguments);
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }

    public object? ResultOf(Task finished) => _function.ResultOf(finished);
}

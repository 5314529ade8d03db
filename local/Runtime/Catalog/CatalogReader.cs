using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>Sorts methods by their trigger and collects everything that does not fit.</summary>
internal sealed class CatalogReader
{
    private const BindingFlags Anything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, OrchestratorFunction> Orchestrators { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, ActivityFunction> Activities { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, EntityFunction> Entities { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<HttpFunction> Http { get; } = [];

    public List<TimerFunction> Timers { get; } = [];

    public static CatalogReader Read(IEnumerable<Type> types)
    {
        CatalogReader reader = new();
        foreach (MethodInfo method in types.Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetMethods(Anything)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } function)
            {
                reader.Add(function.Name, method);
            }
        }

        return reader._problems.Count == 0 ? reader : throw new UnsupportedFunctionsException(reader._problems);
    }

    private static T? TriggerOf<T>(MethodInfo method)
        where T : Attribute =>
            method.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(trigger => trigger is not null);

    private void Add(string name, MethodInfo method)
    {
        if (!_names.Add(name))
        {
            Refuse(name, method, "another function has the same name");
        }
        else if (Awaitable(method) is { } unfit)
        {
            Refuse(name, method, unfit);
        }
        else if (TriggerOf<OrchestrationTriggerAttribute>(method) is not null)
        {
            AddOrchestrator(name, method);
        }
        else if (TriggerOf<ActivityTriggerAttribute>(method) is not null)
        {
            AddIfBound(
                name, method, parameter => ActivityFunction.BinderOf(name, parameter) is not null,
                () => Activities.Add(name, new(name, method)));
        }
        else if (TriggerOf<EntityTriggerAttribute>(method) is { } entity)
        {
            AddEntity(entity.EntityName ?? name, method);
        }
        else if (TriggerOf<HttpTriggerAttribute>(method) is { } http)
        {
            AddIfBound(name, method, HttpFunction.CanBind, () => Http.Add(new(name, method, http)));
        }
        else if (TriggerOf<TimerTriggerAttribute>(method) is { } timer)
        {
            AddIfBound(name, method, TimerFunction.CanBind, () => Timers.Add(new(name, method, timer)));
        }
        else
        {
            Refuse(name, method, "it has no trigger that the local runtime knows (orchestration, activity, entity, HTTP, timer)");
        }
    }

    private static string? Awaitable(MethodInfo method) => method switch
    {
        _ when method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal) => "it returns a ValueTask; return a Task",
        { ContainsGenericParameters: true } => "it is generic",
        _ when method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef) => "it has a parameter by reference",
        _ => null,
    };

    private void AddOrchestrator(string name, MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (!method.IsStatic)
        {
            Refuse(name, method, "an orchestrator must be static: it may hold nothing that a replay could see differently");
        }
        else if (parameters[0].ParameterType != typeof(TaskOrchestrationContext) || parameters.Length > 2)
        {
            Refuse(name, method, "an orchestrator takes a TaskOrchestrationContext and at most one input");
        }
        else
        {
            Orchestrators.Add(name, new(name, method));
        }
    }

    private void AddEntity(string name, MethodInfo method)
    {
        if (!typeof(ITaskEntity).IsAssignableFrom(method.DeclaringType) || method.DeclaringType.IsAbstract)
        {
            Refuse(name, method, "the class that holds an [EntityTrigger] method must be the entity (derive it from TaskEntity<TState>)");
        }
        else
        {
            Entities.Add(name, new(name, method.DeclaringType));
        }
    }

    private void AddIfBound(string name, MethodInfo method, Func<ParameterInfo, bool> canBind, Action add)
    {
        ParameterInfo[] unbound = [.. method.GetParameters().Where(parameter => !canBind(parameter))];
        if (unbound.Length > 0)
        {
            Refuse(name, method, $"the parameter{(unbound.Length > 1 ? "s" : "")} "
                + $"{string.Join(", ", unbound.Select(parameter => $"'{parameter}'"))} cannot be bound");
            return;
        }

        add();
    }

    private void Refuse(string name, MethodInfo method, string why) =>
        _problems.Add($"{name} ({method.DeclaringType?.Name}.{method.Name}): {why}");
}

using System.Reflection;

namespace Steadfast.Local.Runtime;

/// <summary>The functions of an app, found by their attributes. Names ignore case, as in Azure.</summary>
public sealed class FunctionCatalog
{
    private FunctionCatalog(CatalogReader read)
    {
        Orchestrators = read.Orchestrators;
        Activities = read.Activities;
        Entities = read.Entities;
        Http = read.Http;
        Timers = read.Timers;
    }

    /// <summary>The names of all functions, with their kind, in order.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. Orchestrators.Keys.Select(name => $"orchestrator {name}")
            .Concat(Activities.Keys.Select(name => $"activity {name}"))
            .Concat(Entities.Keys.Select(name => $"entity {name}"))
            .Concat(Http.Select(http => $"http {http.Name}"))
            .Concat(Timers.Select(timer => $"timer {timer.Name}"))
            .Order(StringComparer.Ordinal),
    ];

    internal IReadOnlyDictionary<string, OrchestratorFunction> Orchestrators { get; }

    internal IReadOnlyDictionary<string, ActivityFunction> Activities { get; }

    internal IReadOnlyDictionary<string, EntityFunction> Entities { get; }

    internal IReadOnlyList<HttpFunction> Http { get; }

    internal IReadOnlyList<TimerFunction> Timers { get; }

    /// <summary>Finds every <c>[Function]</c> method of an assembly.</summary>
    /// <exception cref="UnsupportedFunctionsException">Some cannot be run here; the message lists all of them.</exception>
    public static FunctionCatalog FromAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return FromTypes(assembly.GetTypes());
    }

    /// <summary>Finds every <c>[Function]</c> method of some types.</summary>
    /// <exception cref="UnsupportedFunctionsException">Some cannot be run here; the message lists all of them.</exception>
    public static FunctionCatalog FromTypes(params Type[] types) => new(CatalogReader.Read(types));
}

using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Tests;

/// <summary>The event ids of an assembly's log messages: by its id a message is found whatever it says.</summary>
internal static class EventIds
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Every message as <c>601 Guard.Log.Changed</c>, by its id.</summary>
    public static ILookup<int, string> Of(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(Any))
        .Where(method => method.IsDefined(typeof(LoggerMessageAttribute)))
        .ToLookup(method => method.GetCustomAttribute<LoggerMessageAttribute>()!.EventId, method => $"{method.DeclaringType!.FullName}.{method.Name}");

    /// <summary>The messages that share an id with another one.</summary>
    public static string[] Repeated(Assembly assembly) =>
        [.. Of(assembly).Where(id => id.Count() > 1).OrderBy(id => id.Key).Select(id => $"{id.Key}: {string.Join(", ", id.Order(StringComparer.Ordinal))}")];
}

using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>An event that an application logs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Level">Its level.</param>
/// <param name="Sentence">Its sentence, with the names of what is filled in.</param>
/// <param name="Folder">Where in the application it is written.</param>
internal sealed record EventRow(int Id, LogLevel Level, string Sentence, string Folder);

/// <summary>The events of an application, and the categories under which they are logged.</summary>
internal static partial class EventList
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static Assembly Functions { get; } = typeof(Steadfast.Functions.ServiceRegistration).Assembly;

    public static Assembly WebApp { get; } = typeof(Steadfast.WebApp.Telemetry.TelemetryOptions).Assembly;

    /// <summary>The events of an application, by their ids.</summary>
    public static IReadOnlyList<EventRow> Of(Assembly assembly) => [.. assembly.GetTypes()
        .SelectMany(type => type.GetMethods(Any))
        .Select(method => (method.DeclaringType!.Namespace, Event: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(found => found.Event is not null)
        .Select(found => new EventRow(found.Event!.EventId, found.Event.Level, found.Event.Message, found.Namespace!.Split('.')[^1]))
        .OrderBy(row => row.Id)];

    /// <summary>The categories of the Function App: classes that are given a logger, and the names that orchestrators take.</summary>
    public static IReadOnlyList<string> Categories()
    {
        IEnumerable<string> ofClasses = Functions.GetTypes().SelectMany(type => type.GetConstructors(Any)).SelectMany(made => made.GetParameters())
            .Where(parameter => parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(ILogger<>))
            .Select(parameter => parameter.ParameterType.GetGenericArguments()[0].FullName!);
        IEnumerable<string> ofOrchestrators = Directory.EnumerateFiles(Repository.PathOf("functions"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);
        return [.. ofClasses.Concat(ofOrchestrators).Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"CreateReplaySafeLogger\(""([\w.]+)""\)")]
    private static partial Regex Named();
}

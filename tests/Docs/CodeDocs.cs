using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Guard;

namespace Steadfast.Docs.Tests;

/// <summary>The doc comments of functions/, as the compiler writes them beside the program.</summary>
internal static partial class CodeDocs
{
    public static readonly Assembly Functions = typeof(GuardOptions).Assembly;

    /// <summary>The name of every function of the assembly.</summary>
    public static readonly IReadOnlyList<string> FunctionNames =
    [
        .. from type in Functions.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           select function.Name,
    ];

    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(Functions.Location, ".xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    public static string Of(Type type) => Summary($"T:{Name(type)}");

    /// <summary>Of a value of an enum.</summary>
    public static string Of(Enum value) => Summary($"F:{Name(value.GetType())}.{value}");

    /// <summary>Of a property, also of one that is a parameter of its record.</summary>
    public static string Of(PropertyInfo property) =>
        Members.TryGetValue($"P:{Name(property.DeclaringType!)}.{property.Name}", out XElement? member)
            ? Thing(Plain(member.Element("summary")!))
            : Parameter($"T:{Name(property.DeclaringType!)}", property.Name) ?? throw new InvalidOperationException($"{property} has no doc comment.");

    /// <summary>Reads the <c>returns</c> of a trigger and its parameter <c>request</c>, which is documented only where it has a body.</summary>
    public static (XElement Returns, XElement? Request) Of(MethodInfo trigger)
    {
        XElement member = Members.Single(pair => pair.Key.StartsWith($"M:{Name(trigger.DeclaringType!)}.{trigger.Name}(", StringComparison.Ordinal)).Value;
        return (member.Element("returns")!, member.Elements("param").SingleOrDefault(param => param.Attribute("name")!.Value == "request"));
    }

    /// <summary>The types that a comment names.</summary>
    public static IEnumerable<Type> Named(string comment) =>
        Cref().Matches(comment).Select(match => Functions.GetType(match.Groups[1].Value, throwOnError: true)!);

    private static string Summary(string id) => Members.TryGetValue(id, out XElement? member) && member.Element("summary") is { } summary
        ? Plain(summary)
        : throw new InvalidOperationException($"{id} has no doc comment.");

    private static string? Parameter(string id, string name) =>
        Members.GetValueOrDefault(id)?.Elements("param").FirstOrDefault(param => param.Attribute("name")!.Value == name) is { } found ? Plain(found) : null;

    private static string Plain(XElement element) => Space().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } named => Last(named.FirstAttribute!.Value),
        XElement other => other.Value,
        _ => "",
    })), " ").Trim();

    // In code a property "gets the time"; on a page it is "the time".
    private static string Thing(string summary) =>
        summary.StartsWith("Gets ", StringComparison.Ordinal) ? $"{char.ToUpperInvariant(summary[5])}{summary[6..]}" : summary;

    // Sample: P:Steadfast.Functions.Watchdog.WatchdogOptions.FlapWindow
    private static string Last(string cref) => cref.Split('(')[0].Split('.')[^1];

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex("cref=\"T:([A-Za-z.]+)\"")]
    private static partial Regex Cref();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}

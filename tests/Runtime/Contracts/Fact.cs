using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>A public type of a real package, as the facts files describe it.</summary>
/// <param name="Name">Namespace, name and count of type parameters, as reflection writes them: <c>Some.Space.Type`1</c>.</param>
/// <param name="Headers">Its declaration; several when parts of one name come from several packages.</param>
/// <param name="Members">Its members, one line each.</param>
internal sealed partial record Fact(string Name, IReadOnlyList<string> Headers, IReadOnlySet<string> Members)
{
    /// <summary>All types of the facts files beside this source file, by name.</summary>
    public static IReadOnlyDictionary<string, Fact> ReadAll() =>
        Directory.EnumerateFiles(Folder(), "*.md").SelectMany(Read)
            .GroupBy(fact => fact.Name)
            .ToDictionary(
                same => same.Key,
                same => new Fact(same.Key, [.. same.SelectMany(fact => fact.Headers)], same.SelectMany(fact => fact.Members).ToHashSet()));

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;

    private static IEnumerable<Fact> Read(string file)
    {
        string space = "";
        Fact? open = null;
        HashSet<string> members = [];
        foreach (string line in File.ReadLines(file))
        {
            if (NamespaceLine().Match(line) is { Success: true } found)
            {
                space = found.Groups[1].Value;
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                members.Add(WithoutComment(line));
            }
            else if (TypeName().Match(line) is { Success: true } type)
            {
                members = [];
                open = new Fact($"{space}.{type.Groups["name"].Value}{Arity(type.Groups["parameters"].Value)}", [WithoutComment(line)], members);
                if (line.EndsWith(';') || line.EndsWith('}'))
                {
                    yield return open;
                }
            }
            else if (line == "}" && open is not null)
            {
                yield return open;
            }
        }
    }

    private static string Arity(string parameters) => parameters.Length == 0 ? "" : $"`{parameters.Split(',').Length}";

    // "public string Version { get; } // [Obsolete] ..." and a constraint that the source repeats.
    private static string WithoutComment(string line) => line.Split(" // ")[0].Trim().Replace("where T : notnull where T : notnull", "where T : notnull", StringComparison.Ordinal);

    [GeneratedRegex("^### namespace `(.+)`$")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^public .*?(class|record|struct|interface|enum|delegate .+?) (?<name>\w+)(<(?<parameters>[^>]+)>)?( |\(|$)")]
    private static partial Regex TypeName();
}

using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Steadfast.Local.Runtime.Tests.Contracts;

/// <summary>Every word of the repository's C# files.</summary>
internal static partial class RepositoryWords
{
    public static IReadOnlySet<string> Outside(params string[] folders)
    {
        string root = Root();
        string[] leftOut = [.. folders.Select(folder => Path.Combine(root, folder) + Path.DirectorySeparatorChar)];
        return new[] { "functions", "local", "tests" }
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !leftOut.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)) && !IsBuilt(file))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(word => word.Value))
            .ToHashSet();
    }

    private static bool IsBuilt(string file) => file.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("obj") || parts.Contains("bin"));

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}

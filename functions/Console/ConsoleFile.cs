using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Steadfast.Functions.Http;

namespace Steadfast.Functions.Console;

/// <summary>Finds a file of the page, as it lies in the assembly.</summary>
internal static class ConsoleFile
{
    /// <summary>Names the page itself.</summary>
    public const string Page = "index.html";

    private const string Prefix = "console/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, byte[]> All = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>Gets the names of all files.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Finds the file under a name; null when there is none.</summary>
    /// <param name="name">Its name, as a caller sent it.</param>
    public static FileContentResult? Find(string name)
    {
        if (!All.TryGetValue(name, out byte[]? body))
        {
            return null;
        }

        return Answers.Tagged(body, Types[Path.GetExtension(name)]);
    }

    private static byte[] Read(string name)
    {
        using Stream from = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] body = new byte[from.Length];
        from.ReadExactly(body);
        return body;
    }
}

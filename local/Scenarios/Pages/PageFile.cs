using System.Collections.Frozen;
using System.Reflection;
using Steadfast.Functions;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>A file of the twin's page: its own ones, and those of the console that it shares, so that it is there while the Function App is not.</summary>
/// <param name="Body">Its content.</param>
/// <param name="Type">Its media type.</param>
internal sealed record PageFile(byte[] Body, string Type)
{
    /// <summary>The page itself.</summary>
    public const string Page = "index.html";

    private static readonly string[] Shared = ["api.js", "dom.js", "frame.js", "time.js", "style.css", "icon.svg"];

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, PageFile> All =
        Of(typeof(PageFile).Assembly, "twin/").Concat(Of(typeof(ServiceRegistration).Assembly, "console/").Where(file => Shared.Contains(file.Key)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all files.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The file under a name; null when there is none.</summary>
    /// <param name="name">Its name, as a caller sent it.</param>
    public static PageFile? Find(string name) => All.GetValueOrDefault(name);

    private static IEnumerable<KeyValuePair<string, PageFile>> Of(Assembly from, string prefix) => from.GetManifestResourceNames()
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(name => KeyValuePair.Create(name[prefix.Length..], new PageFile(Read(from, name), Types[Path.GetExtension(name)])));

    private static byte[] Read(Assembly from, string name)
    {
        using Stream content = from.GetManifestResourceStream(name)!;
        byte[] body = new byte[content.Length];
        content.ReadExactly(body);
        return body;
    }
}

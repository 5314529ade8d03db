using System.Text.RegularExpressions;

namespace Steadfast.Docs.Tests;

/// <summary>A page of the repository: its links and its headings, without what stands in code.</summary>
internal sealed partial record Markdown(string Path, string Text)
{
    /// <summary>Every page but those of packages and of the build.</summary>
    public static IEnumerable<Markdown> All() =>
        new[] { ".", ".github", "docs", "bicep", "functions", "webapp", "local", "tests", "hooks" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", folder is "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => Read(System.IO.Path.GetRelativePath(Repository.PathOf("."), file)));

    public static Markdown Read(string path) => new(path, InlineCode().Replace(Fence().Replace(Repository.Text(path), ""), "code"));

    /// <summary>Where the links lead that stay in the repository.</summary>
    public IEnumerable<string> Links => Link().Matches(Text).Select(link => link.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>The anchors that GitHub gives to the headings.</summary>
    public IReadOnlySet<string> Anchors => Heading().Matches(Repository.Text(Path)).Select(heading => Anchor(heading.Groups[1].Value)).ToHashSet();

    private static string Anchor(string heading) => Punctuation().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}

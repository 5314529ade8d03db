using System.Text.RegularExpressions;

namespace Steadfast.Local.AzureEmulator;

/// <summary>A schema on the server, which Azure calls a database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Charset">Its character set, such as utf8mb4.</param>
/// <param name="Collation">Its collation; empty for the default of the character set.</param>
public sealed partial record DatabaseSchema(string Name, string Charset, string Collation)
{
    internal static bool IsName(string text) => NamePattern().IsMatch(text);

    internal static bool IsWord(string text) => WordPattern().IsMatch(text);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9_]{1,64}$")]
    private static partial Regex WordPattern();
}

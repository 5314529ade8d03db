using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

/// <summary>
/// Shortens what the compiler writes for values that only Azure knows, and takes out what says nothing: IDs of the test's subscription,
/// random characters of names, the text of files.
/// </summary>
/// <param name="token">The random characters of this deployment's names.</param>
internal sealed partial class ExpressionText(string token)
{
    private static readonly string Group = $"/subscriptions/{PredictedDeployment.Subscription}/resourceGroups/rg-steadfast-{PredictedDeployment.Environment}";

    public string Shorten(string value)
    {
        string text = value.StartsWith('[') ? OutputsOfModules(value) : value;
        text = Encoded().Replace(text, match => DecodedText(match.Value));
        text = text.StartsWith('[') ? Literal().Replace(text, match => FileText(match.Value)) : FileText(text);
        return text
            .Replace($"{Group}/providers/", "", StringComparison.Ordinal)
            .Replace(Group, "<group>", StringComparison.Ordinal)
            .Replace($"/subscriptions/{PredictedDeployment.Subscription}", "<subscription>", StringComparison.Ordinal)
            .Replace(PredictedDeployment.Subscription, "<subscription id>", StringComparison.Ordinal)
            .Replace(PredictedDeployment.Tenant, "<tenant>", StringComparison.Ordinal)
            .Replace(token, "<token>", StringComparison.Ordinal)
            .Replace(token[..6], "<short>", StringComparison.Ordinal);
    }

    // The own diff of a file shows what is in it; here it only matters whether it is another.
    private static string FileText(string text) => text.Count(c => c == '\n') < 2
        ? text.Replace("\n", "\\n", StringComparison.Ordinal)
        : $"<{text.Count(c => c == '\n')} lines, {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]}>";

    // The compiler works out what it can of base64(). What is no text stays.
    private static string DecodedText(string encoded)
    {
        byte[] bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out int length) && bytes.AsSpan(0, length).Count((byte)'\n') >= 2
            ? FileText(Encoding.UTF8.GetString(bytes, 0, length))
            : encoded;
    }

    // Sample: reference(resourceId('…', 'rg', 'Microsoft.Resources/deployments', format('network-{0}', …)), '2025-04-01').outputs.id.value
    // becomes network.outputs.id
    private static string OutputsOfModules(string expression)
    {
        const string Start = "reference(resourceId(";
        StringBuilder text = new();
        int done = 0;
        for (int at = expression.IndexOf(Start, StringComparison.Ordinal); at >= 0; at = expression.IndexOf(Start, done, StringComparison.Ordinal))
        {
            int end = EndOfCall(expression, at + "reference".Length);
            Match module = Module().Match(expression[at..end]);
            text.Append(expression, done, at - done).Append(module.Success ? module.Groups[1].Value : expression[at..end]);
            done = end;
        }

        return OutputValue().Replace(text.Append(expression, done, expression.Length - done).ToString(), ".outputs.$1");
    }

    // Where the call that opens at a bracket is closed; brackets in literals do not count.
    private static int EndOfCall(string expression, int open)
    {
        int depth = 0;
        bool literal = false;
        for (int at = open; at < expression.Length; at++)
        {
            literal ^= expression[at] == '\'';
            depth += (literal, expression[at]) switch { (false, '(') => 1, (false, ')') => -1, _ => 0 };
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return expression.Length;
    }

    [GeneratedRegex(@"'Microsoft\.Resources/deployments', format\('([A-Za-z]+)-")]
    private static partial Regex Module();

    [GeneratedRegex(@"\.outputs\.(\w+)\.value\b")]
    private static partial Regex OutputValue();

    [GeneratedRegex("[A-Za-z0-9+/]{120,}={0,2}")]
    private static partial Regex Encoded();

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Literal();
}

namespace Steadfast.Functions.Notifications;

/// <summary>
/// Reads the receivers beside the first: <c>NAME=FORMAT ADDRESS</c>, <c>NAME=FORMAT KEY</c> or <c>NAME=FORMAT ADDRESS KEY</c>, with
/// <c>|</c> between them. Whatever is wrong is said without an address or a key.
/// </summary>
internal static class FurtherReceivers
{
    private const int MaxReceivers = 5;
    private const int MaxNameLength = 20;
    private const string Setting = "Notifications__More";

    /// <summary>Reads the receivers that can be read, in their order.</summary>
    public static IReadOnlyList<NoticeTarget> Read(string text) => [.. Parts(text).Select(ReadOne).OfType<NoticeTarget>()];

    /// <summary>Says what is wrong, each with the fix.</summary>
    public static IEnumerable<string> Problems(string text)
    {
        if (text.StartsWith(NoticeTarget.Unresolved, StringComparison.Ordinal))
        {
            return [$"{Setting} is {NoticeTarget.NotResolved}"];
        }

        string[] parts = Parts(text);
        NoticeTarget[] read = [.. Read(text)];
        if (read.Length < parts.Length || parts.Length > MaxReceivers || read.DistinctBy(target => target.Name).Count() < read.Length)
        {
            return
            [
                $"{Setting} must be up to {MaxReceivers} of NAME=FORMAT ADDRESS or NAME=FORMAT KEY with | between them: each name once, "
                    + $"of 1 to {MaxNameLength} small letters, digits and dashes.",
            ];
        }

        return read.SelectMany(ProblemsOf);
    }

    private static IEnumerable<string> ProblemsOf(NoticeTarget target) =>
        target.Problems().Select(found => $"{Setting}, receiver {target.Name}: {found.Problem}");

    private static string[] Parts(string text) => text.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static NoticeTarget? ReadOne(string part)
    {
        if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var sent] || !IsName(name))
        {
            return null;
        }

        string[] words = sent.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] addresses = [.. words.Skip(1).Where(IsAddress)];
        string[] keys = [.. words.Skip(1).Where(word => !IsAddress(word))];
        if (words.Length < 2 || addresses.Length > 1 || keys.Length > 1)
        {
            return null;
        }

        return new(name, words[0], addresses.FirstOrDefault() ?? "", keys.FirstOrDefault() ?? "");
    }

    private static bool IsAddress(string word) => word.Contains("://", StringComparison.Ordinal);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterLower(text[0])
        && text.All(sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign == '-');
}

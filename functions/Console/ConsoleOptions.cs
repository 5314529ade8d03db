using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Console;

/// <summary>Says what the console shows beside the stack. App settings <c>Console__*</c>.</summary>
public sealed record ConsoleOptions : IValidatableObject
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Console";

    private const int MaxLinks = 8;
    private const int MaxTitleLength = 30;

    /// <summary>
    /// Gets further pages that the console links to, such as a wiki or a dashboard: <c>TITLE=ADDRESS</c>, with <c>|</c> between them. An
    /// address is https, or a path on the console's own host that begins with one <c>/</c>. Empty (default): none.
    /// </summary>
    public string Links { get; init; } = "";

    /// <summary>Gets the links, in their order.</summary>
    internal IReadOnlyList<ConsoleLink> All =>
        [.. Links.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read).OfType<ConsoleLink>()];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string[] parts = Links.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length > MaxLinks || parts.Any(part => Read(part) is null))
        {
            yield return new(
                $"Console__Links must be up to {MaxLinks} of TITLE=ADDRESS with | between them: a title of 1 to {MaxTitleLength} "
                    + "characters, and an https address or a path such as /docs.",
                [nameof(Links)]);
        }
    }

    private static ConsoleLink? Read(string part)
    {
        string[] sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
        if (sides is [{ Length: > 0 and <= MaxTitleLength } title, { } address] && IsAddress(address))
        {
            return new(title, address);
        }

        return null;
    }

    private static bool IsAddress(string text)
    {
        if (text.StartsWith('/'))
        {
            // Two slashes, or a slash that leans the other way, would be another host.
            return !text.StartsWith("//", StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal);
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps;
    }
}

/// <summary>A page that the console links to.</summary>
/// <param name="Title">Text of the link.</param>
/// <param name="Address">An https address, or a path on the console's own host.</param>
public sealed record ConsoleLink(string Title, string Address);

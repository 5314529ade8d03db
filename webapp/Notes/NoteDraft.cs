using System.Text.Json;

namespace Steadfast.WebApp.Notes;

/// <summary>A note that is to be written.</summary>
/// <param name="Key">Idempotency key: however often it is sent, it is stored once.</param>
/// <param name="Text">1 to 500 characters, not only white space. Counted as the database counts them, in code points: an emoji is one.</param>
internal sealed record NoteDraft(string Key, string Text)
{
    /// <summary>Bytes of a body: the longest text, every character escaped, fits twice.</summary>
    public const int LargestBody = 8 * 1024;

    private const int MaxKey = 64;
    private const int MaxText = 500;
    private const int MaxNameShown = 40;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Reads a request: the draft, or a sentence that says what is wrong with it.</summary>
    public static (NoteDraft? Draft, string? Wrong) Parse(string? key, ReadOnlyMemory<byte> body)
    {
        if (key is null || key.Length is 0 or > MaxKey || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return (null, $"The header 'Idempotency-Key' must hold 1 to {MaxKey} printable characters without spaces, chosen anew for each note.");
        }

        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            var (text, wrong) = TextOf(json.RootElement);
            return text is null ? (null, wrong) : (new NoteDraft(key, text), null);
        }
        // The second: half of a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, "The body is not valid JSON, or has a field twice.");
        }
    }

    private static (string? Text, string? Wrong) TextOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, "The body must be an object with the field 'text'.");
        }

        foreach (var field in body.EnumerateObject().Where(static field => field.Name != "text"))
        {
            string name = field.Name.Length > MaxNameShown ? field.Name[..MaxNameShown] + "..." : field.Name;
            return (null, $"The field '{name}' is not known; a note has the field 'text'.");
        }

        return body.TryGetProperty("text", out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
                && text.EnumerateRunes().Count() <= MaxText && !string.IsNullOrWhiteSpace(text)
            ? (text, null)
            : (null, $"A note has 1 to {MaxText} characters.");
    }
}

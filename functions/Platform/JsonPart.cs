using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Steadfast.Functions.Platform;

/// <summary>
/// A part of a JSON body of which nothing is certain: it may be absent, null, of another type, or a text that is none. Every question about
/// it has an answer and none throws, so that what is wrong with one part leaves that part unknown, and nothing else. Of equal names the
/// last one counts.
/// </summary>
internal readonly struct JsonPart
{
    // The largest page of a list is a few megabytes.
    private const int MaxBytes = 32 * 1024 * 1024;

    private const int MaxTime = 40;
    private readonly JsonElement _element;

    private JsonPart(JsonElement element) => _element = element;

    /// <summary>Reads a body.</summary>
    /// <returns>The whole of it; null when it is not JSON, is nested more than 64 deep, or is longer than anything that is asked
    /// for.</returns>
    public static JsonPart? Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBytes)
        {
            return null;
        }

        // Some senders begin with a byte order mark, which is not JSON.
        ReadOnlyMemory<byte> text = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return new(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a body that is a text already.</summary>
    public static JsonPart? Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    /// <summary>The part under a name; absent when there is none.</summary>
    public JsonPart this[string name]
    {
        get
        {
            if (!IsObject)
            {
                return default;
            }

            try
            {
                return _element.TryGetProperty(name, out JsonElement child) ? new(child) : default;
            }
            catch (InvalidOperationException)
            {
                return AmongUnreadable(name);
            }
        }
    }

    /// <summary>True when nothing is there, or null.</summary>
    public bool IsAbsent => _element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>True when it has parts with names.</summary>
    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>True when it is a list.</summary>
    public bool IsList => _element.ValueKind == JsonValueKind.Array;

    /// <summary>The elements of a list; none when it is none.</summary>
    public IEnumerable<JsonPart> Items => IsList ? _element.EnumerateArray().Select(item => new JsonPart(item)) : [];

    /// <summary>The text, word for word; null when it is none, or empty, or holds half a character.</summary>
    public string? Text
    {
        get
        {
            try
            {
                return _element.ValueKind == JsonValueKind.String && _element.GetString() is { Length: > 0 } text ? text : null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// The time, UTC; null when it is none, or none of these times: whoever adds to it or takes from it must not leave what a time can be.
    /// One without an offset is taken for UTC.
    /// </summary>
    public DateTimeOffset? Time =>
        Text is { Length: <= MaxTime } text && text.AsSpan().IndexOf('-') == 4
            && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset time)
            && time.Year is >= 2000 and < 2200
            ? time : null;

    /// <summary>The number; null when it is none, or larger than any.</summary>
    public double? Number =>
        _element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    /// <summary>True or false; null when it is neither.</summary>
    public bool? Flag => _element.ValueKind is JsonValueKind.True or JsonValueKind.False ? _element.ValueKind == JsonValueKind.True : null;

    /// <summary>The whole number; null when it is none, or does not fit.</summary>
    public long? Whole => _element.ValueKind == JsonValueKind.Number && _element.TryGetInt64(out long number) ? number : null;

    /// <summary>The text, fit to be kept and shown; null when there is none.</summary>
    /// <param name="most">How many characters of it at most.</param>
    public string? Shown(int most = DisplayText.MaxLength) =>
        Text is { } text && DisplayText.Of(text, most) is { Length: > 0 } shown ? shown : null;

    /// <summary>The text or the number as it is written, fit to be kept and shown; null when it is neither.</summary>
    /// <param name="most">How many characters of it at most.</param>
    public string? ShownValue(int most = DisplayText.MaxLength) =>
        _element.ValueKind == JsonValueKind.Number ? DisplayText.Of(_element.GetRawText(), most) : Shown(most);

    /// <summary>The names of its parts; one that is no text is left out.</summary>
    public IEnumerable<string> Names => IsObject ? _element.EnumerateObject().Select(NameOf).OfType<string>() : [];

    /// <summary>True when there is anything in it: a name, or an element.</summary>
    public bool HasParts => IsObject ? _element.EnumerateObject().Any() : IsList && _element.GetArrayLength() > 0;

    /// <summary>Stands for this very text, so that the same body that comes twice is known for one.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(_element)).AsSpan(0, 16));

    // One of the names beside it is no text. Apart from the indexer, which otherwise makes an object for each name that is asked for.
    private JsonPart AmongUnreadable(string name) =>
        new(_element.EnumerateObject().LastOrDefault(property => NameOf(property) == name).Value);

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>
/// The platform answered, and the answer tells nothing about what was asked for. It is not known, which is not the same as that there is
/// none.
/// </summary>
/// <param name="what">What is wrong with the answer, as part of a sentence: "its answer is not JSON".</param>
public sealed class UnreadableAnswerException(string what) : Exception(what);

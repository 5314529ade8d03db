using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads a part of a JSON body of which nothing is certain: it may be absent, null, of another type, or a text that is none. Every question
/// about it has an answer and none throws, so that what is wrong with one part leaves that part unknown, and nothing else. Of equal names
/// the last one counts.
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
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return new(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a body that is a text already.</summary>
    public static JsonPart? Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    /// <summary>Gets the part under a name; absent when there is none.</summary>
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
                // An element that is not found is undefined, which is absent.
                _ = _element.TryGetProperty(name, out JsonElement child);
                return new(child);
            }
            catch (InvalidOperationException)
            {
                return AmongUnreadable(name);
            }
        }
    }

    /// <summary>Tells whether nothing is there, or null.</summary>
    public bool IsAbsent => _element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Tells whether it has parts with names.</summary>
    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>Tells whether it is a list.</summary>
    public bool IsList => _element.ValueKind == JsonValueKind.Array;

    /// <summary>Gets the elements of a list; none when it is none.</summary>
    public IEnumerable<JsonPart> Items => IsList ? _element.EnumerateArray().Select(item => new JsonPart(item)) : [];

    /// <summary>Gets the text, word for word; null when it is none, or empty, or holds half a character.</summary>
    public string? Text
    {
        get
        {
            try
            {
                if (_element.ValueKind == JsonValueKind.String && _element.GetString() is { Length: > 0 } text)
                {
                    return text;
                }

                return null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Gets the time, UTC; null when it is none, or none of these times: whoever adds to it or takes from it must not leave what a time can
    /// be. One without an offset is taken for UTC.
    /// </summary>
    public DateTimeOffset? Time
    {
        get
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (Text is not { Length: <= MaxTime } text || text.IndexOf('-', StringComparison.Ordinal) != 4
                || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time)
                || time.Year is < 2000 or >= 2200)
            {
                return null;
            }

            return time;
        }
    }

    /// <summary>Gets the number; null when it is none, or larger than any.</summary>
    public double? Number
    {
        get
        {
            if (_element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out double number) && double.IsFinite(number))
            {
                return number;
            }

            return null;
        }
    }

    /// <summary>Gets true or false; null when it is neither.</summary>
    public bool? Flag => _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Gets the whole number; null when it is none, or does not fit.</summary>
    public long? Whole => _element.ValueKind == JsonValueKind.Number && _element.TryGetInt64(out long number) ? number : null;

    /// <summary>Reads the text, fit to be kept and shown; null when there is none.</summary>
    /// <param name="most">How many characters of it at most.</param>
    public string? Shown(int most = DisplayText.MaxLength) => DisplayText.OrNull(Text, most);

    /// <summary>Reads the text or the number as it is written, fit to be kept and shown; null when it is neither.</summary>
    /// <param name="most">How many characters of it at most.</param>
    public string? ShownValue(int most = DisplayText.MaxLength)
    {
        if (_element.ValueKind == JsonValueKind.Number)
        {
            return DisplayText.Of(_element.GetRawText(), most);
        }

        return Shown(most);
    }

    /// <summary>Gets the names of its parts; one that is no text is left out.</summary>
    public IEnumerable<string> Names => IsObject ? _element.EnumerateObject().Select(NameOf).OfType<string>() : [];

    /// <summary>Tells whether there is anything in it: a name, or an element.</summary>
    public bool HasParts => _element.ValueKind switch
    {
        JsonValueKind.Object => _element.EnumerateObject().Any(),
        JsonValueKind.Array => _element.GetArrayLength() > 0,
        _ => false,
    };

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
/// Says that the platform answered, and that the answer tells nothing about what was asked for. It is not known, which is not the same as
/// that there is none.
/// </summary>
/// <param name="what">What is wrong with the answer, as part of a sentence: "its answer is not JSON".</param>
public sealed class UnreadableAnswerException(string what) : Exception(what);

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Steadfast.Functions.Http;

/// <summary>Carries a body, or what is wrong with it.</summary>
/// <param name="Value">The body; null when something is wrong with it.</param>
/// <param name="Problem">What is wrong, for the one who sent it; null when nothing is.</param>
internal sealed record StrictReading<T>(T? Value, string? Problem) where T : class;

/// <summary>
/// Reads small JSON bodies that people and scripts send. A field that is not known is refused by its name, because a misspelt limit must
/// not be left out in silence. Texts lose what could steer a terminal or a log. Limits stand as data annotations on the type.
/// </summary>
internal static class StrictBody
{
    private const int MaxBody = 16 * 1024;
    private const int MaxName = 40;
    private const string ByName = "by";

    // Sent by the console, which offers only what its key opens: it is answered before anything is read or done.
    private const string TryHeader = "x-steadfast-try";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 4,
        Converters = { new PlainText(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads the body of a request.</summary>
    /// <param name="by">Who has signed in, for the field <c>by</c>, which the body then must not have; null: it stands in the body.</param>
    /// <returns>The value, or the answer to give instead.</returns>
    public static async Task<(T? Value, IActionResult? Refusal)> ReadAsync<T>(
        HttpRequest request, CancellationToken cancellation, string? by = null)
        where T : class, new()
    {
        if (OtherSites.Refusal(request) is { } elsewhere)
        {
            return (null, elsewhere);
        }

        if (request.Headers.ContainsKey(TryHeader))
        {
            return (null, new NoContentResult());
        }

        (byte[]? body, IActionResult? refusal) = await RequestBody.ReadAsync(request, MaxBody, cancellation);
        if (body is null)
        {
            return (null, refusal);
        }

        StrictReading<T> reading = Read<T>(body, by);
        if (reading.Problem is { } problem)
        {
            return (null, Problems.BadRequest(problem));
        }

        return (reading.Value, null);
    }

    /// <summary>Reads a body. One that is empty has no field.</summary>
    public static StrictReading<T> Read<T>(ReadOnlySpan<byte> body, string? by = null) where T : class, new()
    {
        if (body.IsEmpty)
        {
            body = "{}"u8;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(
                body.ToArray(), new() { MaxDepth = Json.MaxDepth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new(null, $"The body must be a JSON object with the fields {BodyFields.All<T>()}.");
            }

            return Read<T>(document.RootElement, by);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not UTF-8, or holds half a surrogate pair.
            return new(null, $"The body is not a JSON object in UTF-8 that names each field once; its fields are {BodyFields.All<T>()}.");
        }
    }

    private static StrictReading<T> Read<T>(JsonElement body, string? by) where T : class, new()
    {
        if (by is not null && body.TryGetProperty(ByName, out _))
        {
            return new(null, "Leave 'by' out: it is the name of whoever has signed in.");
        }

        string[] unknown = [.. body.EnumerateObject().Select(field => field.Name).Where(name => !BodyFields.Names<T>().Contains(name))];
        if (unknown.Length > 0)
        {
            string named = string.Join(", ", unknown.Take(3).Select(name => $"'{Plain(name, MaxName)}'"));
            return new(null, $"Unknown {(unknown.Length == 1 ? "field" : "fields")} {named}; known are {BodyFields.All<T>()}.");
        }

        T value;
        try
        {
            value = WithName(body, by).Deserialize<T>(Json)!;
        }
        catch (JsonException wrong)
        {
            // The path, "$.minutes" or "$.mode[0]", begins with a known field, as all are known here.
            string? field = wrong.Path?.TrimStart('$', '.').Split('.', '[')[0];
            return new(null, $"The value of '{field}' is {BodyFields.Objection<T>(field)}.");
        }

        List<ValidationResult> wrongs = [];
        if (!Validator.TryValidateObject(value, new ValidationContext(value), wrongs, validateAllProperties: true))
        {
            return new(null, string.Join(" ", wrongs.Select(wrong => wrong.ErrorMessage)));
        }

        return new(value, null);
    }

    private static JsonElement WithName(JsonElement body, string? by)
    {
        if (by is null)
        {
            return body;
        }

        JsonObject named = JsonObject.Create(body)!;
        named[ByName] = by;
        return JsonSerializer.SerializeToElement(named);
    }

    private static string Plain(string text, int most) => string.Concat(text.EnumerateRunes().Take(most)
        .Select(rune => IsUnseen(rune) ? " " : rune.ToString())).Trim();

    private static bool IsUnseen(Rune rune) => Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private sealed class PlainText : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException();
            }

            return Plain(reader.GetString()!, int.MaxValue);
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadfast.Functions.Durable;

/// <summary>
/// Writes a list that has grown long as one packed text, so that what an entity keeps, and what is sent to it, stays below 64 KB with
/// hundreds of instances: what is longer goes to a blob and back on Azure Storage each time. A short list is written as it is, and both are
/// read.
/// </summary>
/// <typeparam name="T">What is listed.</typeparam>
internal sealed class PackedList<T> : JsonConverter<IReadOnlyList<T>>
{
    private const int Long = 4 * 1024;

    // No list of this app comes near; a text that says otherwise is none of its own.
    private const int MaxLength = 16 * 1024 * 1024;

    /// <inheritdoc/>
    public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonSerializer.Deserialize<T[]>(Unpacked(reader.GetString()!), options);
        }

        return JsonSerializer.Deserialize<T[]>(ref reader, options);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(value, options);
        if (plain.Length < Long)
        {
            writer.WriteRawValue(plain, skipInputValidation: true);
            return;
        }

        using MemoryStream packed = new();
        using (BrotliStream packing = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packing.Write(plain);
        }

        // Base64 whose characters need no escape in JSON.
        writer.WriteStringValue(Base64Url.EncodeToString(packed.ToArray()));
    }

    private static byte[] Unpacked(string text)
    {
        using MemoryStream packed = new(Base64Url.DecodeFromChars(text));
        using BrotliStream unpacking = new(packed, CompressionMode.Decompress);
        using MemoryStream plain = new();
        Span<byte> block = stackalloc byte[4096];
        for (int count; (count = unpacking.Read(block)) > 0;)
        {
            if (plain.Length + count > MaxLength)
            {
                throw new JsonException("A packed list is too long.");
            }

            plain.Write(block[..count]);
        }

        return plain.ToArray();
    }
}

using System.Text;
using System.Text.Json;

namespace Steadfast.Functions.Tests.Platform.Readers;

/// <summary>Spoils a recorded body: here and there a value or a name becomes something else, and sometimes the bytes themselves do. The same seed spoils the same way.</summary>
internal sealed class BodyMutator
{
    private static readonly byte[][] Values = [.. new[]
    {
        "null", "true", "0", "-1", "1e999", "99999999999999999999999", "0.1", "\"\"", "\"\\ud800\"", "\"a\\udfff b\"", "\"\\u0000\\u001b[2J\\u202e\"", "[]", "{}", "[null]", "[[]]", "[{}]",
        "{\"value\":null}", "{\"\\ud800\":1}", "{\"code\":{}}", "\"2026-13-45T99:99:99Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"https://[/\"", "\"//\"", "7",
        $"\"{new string('x', 5000)}\"", $"\"{string.Concat(Enumerable.Repeat("\U0001F6B2", 300))}\"", $"{new string('[', 70)}{new string(']', 70)}", $"[{string.Join(',', Enumerable.Repeat("{}", 300))}]", "\"\u00e9\u4e2d\"",
    }.Select(Encoding.UTF8.GetBytes), "\"\xff\xfe\""u8.ToArray(), [0x22, 0xC3, 0x28, 0x22]];

    private readonly byte[] _body;
    private readonly (int Start, int End)[] _parts;

    public BodyMutator(string body)
    {
        _body = Encoding.UTF8.GetBytes(body);
        _parts = [.. PartsOf(_body)];
    }

    /// <summary>One case.</summary>
    public byte[] Spoil(Random random) => random.Next(10) switch
    {
        0 => Flipped(random),
        1 => _body[..random.Next(_body.Length + 1)],
        _ => Replaced(random),
    };

    private byte[] Flipped(Random random)
    {
        byte[] spoilt = [.. _body];
        for (int times = random.Next(1, 4); times > 0 && spoilt.Length > 0; times--)
        {
            spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
        }

        return spoilt;
    }

    // From the end on, so that what is before stays where it is.
    private byte[] Replaced(Random random)
    {
        if (_parts.Length == 0)
        {
            return Flipped(random);
        }

        List<byte> spoilt = [.. _body];
        int before = _body.Length;
        foreach ((int start, int end) in Enumerable.Range(0, random.Next(1, 4)).Select(_ => _parts[random.Next(_parts.Length)]).OrderByDescending(part => part.Start).ThenByDescending(part => part.End))
        {
            if (end > before)
            {
                continue;
            }

            byte[] value = random.Next(8) == 0 ? Other(random) : Values[random.Next(Values.Length)];
            spoilt.RemoveRange(start, end - start);
            spoilt.InsertRange(start, value);
            before = start;
        }

        return [.. spoilt];
    }

    // A part of the same body in the place of another one.
    private byte[] Other(Random random)
    {
        (int start, int end) = _parts[random.Next(_parts.Length)];
        return _body[start..end];
    }

    // Every name and every value, as places in the text.
    private static IEnumerable<(int Start, int End)> PartsOf(byte[] body)
    {
        List<(int, int)> parts = [];
        Stack<int> open = [];
        Utf8JsonReader reader = new(body);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((int)reader.TokenStartIndex);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    parts.Add((open.Pop(), (int)reader.TokenStartIndex + 1));
                    break;
                case JsonTokenType.PropertyName:
                    parts.Add(((int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2));
                    break;
                default:
                    parts.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        return parts;
    }
}

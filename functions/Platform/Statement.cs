using System.Text.Json.Serialization;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Holds a sentence for operators in its parts: the verdict with its numbers, the next step of a person, and the evidence. What has no room
/// is taken out of the evidence, never out of the next step.
/// </summary>
/// <param name="Verdict">The verdict, which begins with what it is about.</param>
/// <param name="Evidence">What it rests on; empty when there is nothing more to say.</param>
public sealed record Statement(string Verdict, string Evidence = "")
{
    private const string Gap = " ... ";
    private const int MinEvidence = 40;

    /// <summary>Gets the next step of a person, with its full stop; null when no person is needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instruction { get; init; }

    /// <summary>Gets the whole sentence.</summary>
    [JsonIgnore]
    public string Text => Fit(int.MaxValue);

    /// <summary>Writes the sentence in at most so many characters.</summary>
    /// <param name="max">The longest; an instruction is always whole.</param>
    public string Fit(int max)
    {
        (string instruction, string joint) = Instruction is null ? ("", ": ") : ($". {Instruction}", " Evidence: ");
        string said = Shorten(Verdict, Math.Max(MinEvidence, max - instruction.Length)) + instruction;
        int room = max - said.Length - joint.Length;
        if (Evidence.Length == 0 || (room < Evidence.Length && room < MinEvidence))
        {
            return said;
        }

        return said + joint + Shorten(Evidence, room);
    }

    /// <summary>Makes a sentence that needs no evidence.</summary>
    public static implicit operator Statement(string verdict) => new(verdict);

    /// <summary>Shortens a text in its middle.</summary>
    /// <param name="max">The longest.</param>
    public static string Shorten(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        int head = max * 2 / 5;
        int tail = text.Length - (max - head - Gap.Length);
        // No half character on either side of the gap.
        if (char.IsHighSurrogate(text[head - 1]))
        {
            head--;
        }

        if (char.IsLowSurrogate(text[tail]))
        {
            tail++;
        }

        return $"{text[..head]}{Gap}{text[tail..]}";
    }

    /// <summary>Writes a text with a capital at its beginning.</summary>
    public static string Capital(string text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        return $"{char.ToUpperInvariant(text[0])}{text[1..]}";
    }
}

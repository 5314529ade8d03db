using System.Buffers;
using System.Text;

namespace Steadfast.WebApp.Files;

/// <summary>Checks that what comes in pieces is text in UTF-8: no broken sequence, and no control character but tab and the ends of lines.</summary>
internal sealed class TextCheck
{
    private const int Room = 4096;
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Append(0x7F).Select(static each => (char)each).Except(['\t', '\n', '\f', '\r'])]);

    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] _characters = new char[Room];

    /// <summary>Takes in the next piece.</summary>
    /// <param name="piece">The bytes that follow those of the piece before.</param>
    /// <param name="isLast">True when nothing follows: no character may then be incomplete.</param>
    /// <returns>False when it is no text.</returns>
    public bool Accepts(ReadOnlySpan<byte> piece, bool isLast)
    {
        try
        {
            bool completed;
            do
            {
                _decoder.Convert(piece, _characters, isLast, out int used, out int made, out completed);
                piece = piece[used..];
                if (_characters.AsSpan(0, made).ContainsAny(Controls))
                {
                    return false;
                }
            }
            while (!completed);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

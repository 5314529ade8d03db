using System.Numerics;
using System.Runtime.InteropServices;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>CRC-32C (Castagnoli), which the processor computes itself.</summary>
internal static class Checksum
{
    public const uint Start = uint.MaxValue;

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }

    public static uint Of(ReadOnlySpan<byte> bytes) => Add(Start, bytes);
}

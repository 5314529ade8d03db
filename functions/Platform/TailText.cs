using System.Text;

namespace Steadfast.Functions.Platform;

/// <summary>Reads the end of a text without keeping the rest.</summary>
internal static class TailText
{
    /// <summary>Reads the last bytes of a stream as UTF-8 text.</summary>
    public static async Task<string> ReadAsync(Stream stream, int most, int limit, CancellationToken cancellation)
    {
        byte[] block = new byte[8192];
        byte[] kept = new byte[most];
        int length = 0;
        long read = 0;
        int count;
        while (read < limit && (count = await stream.ReadAsync(block, cancellation)) > 0)
        {
            read += count;
            length = Append(kept, length, block.AsSpan(0, count));
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static int Append(byte[] kept, int length, ReadOnlySpan<byte> more)
    {
        if (more.Length > kept.Length)
        {
            more = more[^kept.Length..];
        }

        int room = kept.Length - length;
        if (more.Length > room)
        {
            int drop = more.Length - room;
            kept.AsSpan(drop, length - drop).CopyTo(kept);
            length -= drop;
        }

        more.CopyTo(kept.AsSpan(length));
        return length + more.Length;
    }
}

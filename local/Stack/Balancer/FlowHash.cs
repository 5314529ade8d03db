using System.Net;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>Azure's default distribution: the five values that name a TCP flow decide where it goes.</summary>
internal static class FlowHash
{
    /// <summary>The same number for the same flow, in every run; evenly spread over flows that differ by one port.</summary>
    public static ulong Of(IPEndPoint client, IPEndPoint frontend)
    {
        const ulong tcp = 6;
        ulong hash = Mix(AddressBits(client.Address) ^ tcp);
        hash = Mix(hash ^ AddressBits(frontend.Address));
        return Mix(hash ^ ((ulong)client.Port << 16) ^ (ulong)frontend.Port);
    }

    private static ulong AddressBits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        ulong bits = 0;
        foreach (byte next in bytes[..length])
        {
            bits = (bits * 257) + next;
        }

        return bits;
    }

    // The finalizer of SplitMix64: every input bit changes about half of the output bits.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

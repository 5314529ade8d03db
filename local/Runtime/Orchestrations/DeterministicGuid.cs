using System.Security.Cryptography;
using System.Text;

namespace Steadfast.Local.Runtime;

/// <summary>A name-based id (RFC 4122, version 5): the same name always gives the same id.</summary>
internal static class DeterministicGuid
{
    private static readonly byte[] Namespace = new Guid("0b3b4a52-6d5c-5f0a-9b1e-9e2f3d7c8a41").ToByteArray(bigEndian: true);

    public static Guid Make(string name)
    {
        // SHA-1 because version 5 is defined with it; nothing here is a secret.
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name)], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}

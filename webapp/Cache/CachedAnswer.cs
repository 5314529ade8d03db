using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using Microsoft.Extensions.Caching.Hybrid;

namespace Steadfast.WebApp.Cache;

/// <summary>An answer about notes as it goes to the client, and when the database gave it.</summary>
/// <param name="body">JSON in UTF-8; empty when there is no such note.</param>
/// <param name="readAt">Before the database was asked.</param>
[ImmutableObject(true)]
internal sealed class CachedAnswer(ReadOnlyMemory<byte> body, DateTimeOffset readAt)
{
    /// <summary>JSON in UTF-8; empty when there is no such note.</summary>
    public ReadOnlyMemory<byte> Body => body;

    /// <summary>The moment before the database was asked.</summary>
    public DateTimeOffset ReadAt => readAt;

    /// <summary>Writes and reads it as it is kept: eight bytes of time, then the body.</summary>
    public sealed class Serializer : IHybridCacheSerializer<CachedAnswer>
    {
        public CachedAnswer Deserialize(ReadOnlySequence<byte> source)
        {
            byte[] all = source.ToArray();
            return new(all.AsMemory(sizeof(long)), DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(all)));
        }

        public void Serialize(CachedAnswer value, IBufferWriter<byte> target)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(sizeof(long)), value.ReadAt.ToUnixTimeMilliseconds());
            target.Advance(sizeof(long));
            target.Write(value.Body.Span);
        }
    }
}

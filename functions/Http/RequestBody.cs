using Microsoft.AspNetCore.Http;

namespace Steadfast.Functions.Http;

/// <summary>Reads bodies without trusting their declared length.</summary>
internal static class RequestBody
{
    /// <summary>The body, or null when it is longer than <paramref name="most"/> bytes; then no more than that is read.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        using MemoryStream read = new();
        byte[] block = new byte[8192];
        int count;
        while ((count = await request.Body.ReadAsync(block, cancellation)) > 0)
        {
            if (read.Length + count > most)
            {
                return null;
            }

            read.Write(block, 0, count);
        }

        return read.ToArray();
    }
}

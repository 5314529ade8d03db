using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Steadfast.Functions.Http;

/// <summary>Reads bodies without trusting their declared length, or the sizes of their chunks.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body; no more than <paramref name="max"/> bytes of it.</summary>
    /// <returns>The body, or the answer to give instead.</returns>
    public static async Task<(byte[]? Body, IActionResult? Refusal)> ReadAsync(HttpRequest request, int max, CancellationToken cancellation)
    {
        if (OtherSites.Refusal(request) is { } elsewhere)
        {
            return (null, elsewhere);
        }

        IActionResult tooLarge = Problems.TooLarge($"The body has at most {max / 1024} KB.");
        if (request.ContentLength > max)
        {
            return (null, tooLarge);
        }

        try
        {
            byte[]? body = await ReadToEndAsync(request.Body, max, cancellation);
            if (body is null)
            {
                return (null, tooLarge);
            }

            return (body, null);
        }
        catch (BadHttpRequestException refused) when (IsTooLarge(refused) && !cancellation.IsCancellationRequested)
        {
            return (null, tooLarge);
        }
        catch (IOException) when (!cancellation.IsCancellationRequested)
        {
            // Of a chunk size beyond all numbers the server makes a bare exception, without an answer of its own.
            return (null, Problems.BadRequest(
                "The body cannot be read to its end: send its length, or chunks that have the sizes they name."));
        }
    }

    private static bool IsTooLarge(BadHttpRequestException refused) => refused.StatusCode == StatusCodes.Status413PayloadTooLarge;

    private static async Task<byte[]?> ReadToEndAsync(Stream from, int max, CancellationToken cancellation)
    {
        using MemoryStream read = new();
        byte[] block = ArrayPool<byte>.Shared.Rent(8192);
        try
        {
            int count;
            while ((count = await from.ReadAsync(block, cancellation)) > 0)
            {
                if (read.Length + count > max)
                {
                    return null;
                }

                read.Write(block, 0, count);
            }

            return read.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}

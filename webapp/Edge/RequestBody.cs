namespace Steadfast.WebApp.Edge;

/// <summary>Reads bodies without trusting their declared length.</summary>
internal static class RequestBody
{
    /// <summary>The body, or null when it is longer than <paramref name="most"/> bytes; then no more than that is read.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        byte[] read = new byte[most + 1];
        try
        {
            int length = await FillAsync(request.Body, read, cancellation);
            return length > most ? default(ReadOnlyMemory<byte>?) : read.AsMemory(0, length);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // The server reads ahead, and came to its own limit first.
            return null;
        }
    }

    /// <summary>Reads until the buffer is full or the body ends; returns the number of bytes.</summary>
    public static async Task<int> FillAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellation.IsCancellationRequested)
        {
            // The size of a chunk is beyond all numbers; the server reports only milder ones as a bad request.
            throw new BadHttpRequestException("The body cannot be read to its end.", StatusCodes.Status400BadRequest, e);
        }
    }
}

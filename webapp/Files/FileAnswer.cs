using System.Buffers;

namespace Steadfast.WebApp.Files;

/// <summary>Sends a file to a client, as it comes from the storage.</summary>
internal static class FileAnswer
{
    /// <summary>A browser that shows it all the same lets it do nothing.</summary>
    public const string Policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private const int BufferBytes = 64 * 1024;

    /// <summary>Sends it. What the storage does not give in time ends the connection, so that no client takes a part for the whole.</summary>
    public static async Task SendAsync(HttpContext context, StoredFile file, Stream content)
    {
        var response = context.Response;
        response.ContentType = file.Type;
        response.ContentLength = file.Size;
        response.Headers.ContentDisposition = FileName.Disposition(file.Name);
        response.Headers.ContentSecurityPolicy = Policy;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await ReadAsync(content, buffer, context.RequestAborted) is > 0 and var length)
            {
                await response.Body.WriteAsync(buffer.AsMemory(0, length), context.RequestAborted);
            }
        }
        catch (Exception e) when (FilesBounds.IsAway(e) || e is OperationCanceledException)
        {
            context.RequestServices.GetRequiredService<ILogger<FileStore>>().SendingEnded(e.GetType().Name);
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken aborted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(FilesBounds.NextBytes);
        return await content.ReadAsync(buffer.AsMemory(0, BufferBytes), deadline.Token);
    }
}

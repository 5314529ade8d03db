using System.IO.Compression;
using System.Text;

namespace Steadfast.WebApp.Home;

/// <summary>A page ready to be sent.</summary>
/// <param name="Plain">In UTF-8.</param>
/// <param name="Gzip">The same, compressed: a third of the size.</param>
internal sealed record RenderedPage(byte[] Plain, byte[] Gzip)
{
    /// <summary>Both forms of a text.</summary>
    public static RenderedPage Of(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return new RenderedPage(plain, compressed.ToArray());
    }
}

namespace Steadfast.WebApp.Files;

/// <summary>A kind of file that is taken.</summary>
/// <param name="MediaType">Value of <c>Content-Type</c> with which it is served.</param>
/// <param name="Extensions">Endings that its name may have; the first is given to a name without one of them.</param>
internal sealed record FileType(string MediaType, IReadOnlyList<string> Extensions)
{
    public static readonly FileType Png = new("image/png", [".png"]);
    public static readonly FileType Jpeg = new("image/jpeg", [".jpg", ".jpeg"]);
    public static readonly FileType Gif = new("image/gif", [".gif"]);
    public static readonly FileType WebP = new("image/webp", [".webp"]);
    public static readonly FileType Pdf = new("application/pdf", [".pdf"]);

    /// <summary>Text in UTF-8. Only this type is checked to its last byte, because nothing at its beginning tells it.</summary>
    public static readonly FileType Text = new("text/plain; charset=utf-8", [".txt", ".log", ".md", ".csv"]);

    /// <summary>The kinds in words.</summary>
    public const string Allowed = "PNG, JPEG, GIF, WebP, PDF and text in UTF-8";

    /// <summary>Recognizes a file by its first bytes, whatever it is said to be.</summary>
    /// <returns>The kind; text when it is none of the others, which <see cref="TextCheck"/> has to confirm.</returns>
    public static FileType Of(ReadOnlySpan<byte> start) => start switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Pdf,
        _ => Text,
    };
}

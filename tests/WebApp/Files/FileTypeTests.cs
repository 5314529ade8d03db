using System.Text;
using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Tests.Files;

[Trait("Category", "fast")]
public sealed class FileTypeTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000000D", "image/png")]
    [InlineData("89504E470D0A1A", "text/plain; charset=utf-8")]
    [InlineData("FFD8FFE0", "image/jpeg")]
    [InlineData("FFD8FFDB", "image/jpeg")]
    [InlineData("FFD8", "text/plain; charset=utf-8")]
    [InlineData("474946383761", "image/gif")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("474946383861", "text/plain; charset=utf-8")]
    [InlineData("52494646AABBCCDD57454250", "image/webp")]
    [InlineData("52494646AABBCCDD41564920", "text/plain; charset=utf-8")]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("20255044462D312E37", "text/plain; charset=utf-8")]
    [InlineData("4D5A9000", "text/plain; charset=utf-8")]
    [InlineData("", "text/plain; charset=utf-8")]
    public void A_file_is_known_by_its_first_bytes_alone(string start, string type) => Assert.Equal(type, FileType.Of(Convert.FromHexString(start)).MediaType);

    [Theory]
    [InlineData("plain", true)]
    [InlineData("tab\tline\r\nform\f", true)]
    [InlineData("\uFEFFbegins with a mark", true)]
    [InlineData("\u00e9\u20ac\U0001F600", true)]
    [InlineData("<script>alert(1)</script>", true)]
    [InlineData("a\0b", false)]
    [InlineData("a\u001bb", false)]
    [InlineData("a\u0007b", false)]
    public void Text_has_no_control_characters(string text, bool isText)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(isText, new TextCheck().Accepts(bytes, isLast: true));
        // However it is cut into pieces.
        Assert.Equal(isText, InPieces(bytes, 1));
        Assert.Equal(isText, InPieces(bytes, 3));
    }

    [Theory]
    [InlineData("4D5A9000")] // a program of Windows
    [InlineData("7F454C46")] // one of Linux
    [InlineData("504B0304")] // an archive
    [InlineData("C3")] // half a character
    [InlineData("E282")]
    [InlineData("C0AF")] // longer than it need be
    [InlineData("EDA080")] // half a pair
    [InlineData("F4908080")] // beyond all characters
    [InlineData("FF")]
    public void What_is_no_text_in_UTF8_is_not_taken_for_text(string content)
    {
        byte[] bytes = Convert.FromHexString(content);

        Assert.False(new TextCheck().Accepts(bytes, isLast: true));
        Assert.False(InPieces(bytes, 1));
    }

    [Fact]
    public void A_long_text_is_checked_to_its_end()
    {
        byte[] long_ = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\u20acuro ", 100_000)));
        Assert.True(new TextCheck().Accepts(long_, isLast: true));
        long_[^1] = 0;

        Assert.False(new TextCheck().Accepts(long_, isLast: true));
    }

    private static bool InPieces(byte[] bytes, int size)
    {
        TextCheck check = new();
        byte[][] pieces = [.. bytes.Chunk(size)];
        return pieces.Select((piece, index) => check.Accepts(piece, index == pieces.Length - 1)).ToArray().All(static each => each);
    }
}

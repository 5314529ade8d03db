using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Tests.Files;

[Trait("Category", "fast")]
public sealed class FileNameTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("Report.PDF", "Report.PDF")]
    [InlineData(null, "file.pdf")]
    [InlineData("", "file.pdf")]
    [InlineData(".pdf", "file.pdf")]
    [InlineData("..", "file.pdf")]
    [InlineData("report", "report.pdf")]
    [InlineData("setup.exe", "setup.exe.pdf")]
    [InlineData("page.html", "page.html.pdf")]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("C:\\temp\\a.pdf", "a.pdf")]
    [InlineData("a/b\\", "file.pdf")]
    [InlineData("a<b>:c\"d|e?f*g%h;i.pdf", "a_b__c_d_e_f_g_h_i.pdf")]
    [InlineData("line\r\nSet-Cookie: x=1.pdf", "lineSet-Cookie_ x=1.pdf")]
    [InlineData("nul\0l.pdf", "null.pdf")]
    [InlineData("gpj\u202Efdp.exe", "gpjfdp.exe.pdf")]
    [InlineData("zero\u200Bwidth.pdf", "zerowidth.pdf")]
    [InlineData("\U0001F600 smile.pdf", "\U0001F600 smile.pdf")]
    [InlineData("wide\u3000space.pdf", "wide space.pdf")]
    [InlineData(" .hidden . .pdf", "hidden.pdf")]
    [InlineData("con.pdf", "_con.pdf")]
    [InlineData("LPT1.tar.pdf", "_LPT1.tar.pdf")]
    [InlineData("console.pdf", "console.pdf")]
    public void A_name_is_made_safe_for_every_system(string? sent, string name) => Assert.Equal(name, FileName.Of(sent, FileType.Pdf));

    [Fact]
    public void Half_of_a_character_is_replaced() => Assert.Equal("half_.pdf", FileName.Of("half\ud83d.pdf", FileType.Pdf));

    [Fact]
    public void A_long_name_is_cut_and_keeps_its_ending()
    {
        Assert.Equal(new string('a', 96) + ".pdf", FileName.Of(new string('a', 300) + ".pdf", FileType.Pdf));
        // Not within a pair.
        Assert.Equal(string.Concat(Enumerable.Repeat("\U0001F600", 48)) + ".pdf", FileName.Of(string.Concat(Enumerable.Repeat("\U0001F600", 60)) + ".pdf", FileType.Pdf));
        Assert.Equal("a" + string.Concat(Enumerable.Repeat("\U0001F600", 47)) + ".pdf", FileName.Of("a" + string.Concat(Enumerable.Repeat("\U0001F600", 60)) + ".pdf", FileType.Pdf));
    }

    [Theory]
    [InlineData("report.pdf", "attachment; filename=report.pdf; filename*=UTF-8''report.pdf")]
    [InlineData("my report.pdf", "attachment; filename=\"my report.pdf\"; filename*=UTF-8''my%20report.pdf")]
    [InlineData("\u00e9\u20ac.pdf", "attachment; filename=__.pdf; filename*=UTF-8''%C3%A9%E2%82%AC.pdf")]
    [InlineData("it's (1).pdf", "attachment; filename=\"it's (1).pdf\"; filename*=UTF-8''it%27s%20%281%29.pdf")]
    public void A_header_holds_the_name_in_ASCII_and_whole(string name, string header) => Assert.Equal(header, FileName.Disposition(name));

    [Fact]
    public void Whatever_is_sent_one_safe_name_and_one_header_come_of_it()
    {
        Random random = new(7);
        for (int round = 0; round < 20_000; round++)
        {
            string sent = new([.. Enumerable.Range(0, random.Next(0, 140)).Select(_ => (char)(random.Next(4) == 0 ? random.Next(0, 0x10000) : random.Next(0, 0x80)))]);

            string name = FileName.Of(sent, FileType.Png);

            Assert.EndsWith(".png", name, StringComparison.OrdinalIgnoreCase);
            Assert.InRange(name.Length, 5, FileName.MaxLength);
            Assert.Equal(-1, name.IndexOfAny(['/', '\\', '"', '\r', '\n', '\0', ':', ';']));
            Assert.Equal(name, FileName.Of(name, FileType.Png));
            Assert.All(FileName.Disposition(name), static each => Assert.InRange(each, ' ', '~'));
        }
    }
}

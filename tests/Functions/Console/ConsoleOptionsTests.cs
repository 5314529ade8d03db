using System.ComponentModel.DataAnnotations;
using Steadfast.Functions.Console;

namespace Steadfast.Functions.Tests.Console;

/// <summary>The pages that the console links to by a setting.</summary>
[Trait("Category", "fast")]
public sealed class ConsoleOptionsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Twin=/twin/", "Twin -> /twin/")]
    [InlineData(" Wiki = https://wiki.example.org/a?b=c | Board=https://board.example.org ", "Wiki -> https://wiki.example.org/a?b=c, Board -> https://board.example.org")]
    public void Links_stand_in_their_order(string setting, string expected)
    {
        ConsoleOptions options = new() { Links = setting };

        Assert.Equal(expected, string.Join(", ", options.All.Select(link => $"{link.Title} -> {link.Address}")));
        Assert.Empty(Problems(options));
    }

    [Theory]
    [InlineData("Wiki")]
    [InlineData("=https://wiki.example.org")]
    [InlineData("Wiki=http://wiki.example.org")]
    [InlineData("Wiki=javascript:alert(1)")]
    [InlineData("Wiki=//elsewhere.example.org")]
    [InlineData("Wiki=/\\elsewhere.example.org")]
    [InlineData("A title that is longer than any tab can show=https://wiki.example.org")]
    [InlineData("a=/1|b=/2|c=/3|d=/4|e=/5|f=/6|g=/7|h=/8|i=/9")]
    public void Anything_else_stops_the_app_with_a_sentence(string setting) => Assert.Equal(
        ["Console__Links must be up to 8 of TITLE=ADDRESS with | between them: a title of 1 to 30 characters, and an https address or a path such as /docs."],
        Problems(new() { Links = setting }));

    private static IEnumerable<string?> Problems(ConsoleOptions options) => options.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage);
}

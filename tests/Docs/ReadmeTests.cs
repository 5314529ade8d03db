namespace Steadfast.Docs.Tests;

/// <summary>What a newcomer reads first.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = Repository.Text("README.md");

    [Fact]
    public void It_is_short_and_shows_the_product_on_its_first_screen()
    {
        string[] lines = Readme.Split('\n');

        Assert.InRange(lines.Length, 50, 150);
        Assert.InRange(Array.IndexOf(lines, "$ ./steadfast demo"), 1, 20);
    }

    [Theory]
    [InlineData("## Prerequisites")]
    [InlineData("## Compared with")]
    [InlineData("Status: ")]
    [InlineData("docs/glossary.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData("CHANGELOG.md")]
    public void It_says(string part) => Assert.Contains(part, Readme);
}

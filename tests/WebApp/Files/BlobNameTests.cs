using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Tests.Files;

[Trait("Category", "fast")]
public sealed class BlobNameTests
{
    [Fact]
    public void A_name_says_when_the_upload_began_and_is_never_given_again()
    {
        DateTimeOffset began = new(2026, 11, 29, 1, 2, 3, TimeSpan.FromHours(1));

        string name = BlobName.New(began);

        Assert.Matches("^20261129T000203Z-[0-9a-f]{32}$", name);
        Assert.Equal(began, BlobName.BeganAt(name));
        Assert.NotEqual(name, BlobName.New(began));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20261129T000203Z")]
    [InlineData("20261329T000203Z-x")]
    [InlineData("somebody-elses-file")]
    public void A_name_of_others_says_nothing(string name) => Assert.Null(BlobName.BeganAt(name));
}

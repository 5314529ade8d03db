namespace Steadfast.Console.Tests;

/// <summary>Where axe-core is missing, the other tests look at the pages without it: this one says so by being skipped.</summary>
[Trait("Category", "real-processes")]
public sealed class AxeTests(Browser browser)
{
    [Fact]
    public async Task A_picture_without_a_text_is_found()
    {
        Assert.SkipWhen(Axe.Missing is not null, Axe.Missing ?? "");
        await using Tab tab = await browser.OpenAsync();
        await tab.Page.SetContentAsync("<html lang=en><title>a page</title><main><h1>a page</h1><img src=data:,></main>");

        Assert.StartsWith("image-alt: img", Assert.Single(await Axe.FindAsync(tab.Page)), StringComparison.Ordinal);
    }
}

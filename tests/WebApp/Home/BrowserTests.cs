using Microsoft.Playwright;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.WebApp.Tests.Home;

/// <summary>The page in a real browser.</summary>
[Trait("Category", "real-processes")]
public sealed class BrowserTests : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly List<string> _errors = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Chromium))
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
            SetDefaultExpectTimeout(20_000);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    [Fact]
    public async Task A_note_is_added_shown_as_text_and_deleted()
    {
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(database.Settings);
        var page = await OpenAsync(client);
        await Expect(page.Locator("#empty")).ToBeVisibleAsync();

        await page.GetByLabel("Text of the note").FillAsync("<b>bold</b> \U0001F600");
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync(["<b>bold</b> \U0001F600"]);
        await Expect(page.GetByLabel("Text of the note")).ToHaveValueAsync("");
        await page.ReloadAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync(["<b>bold</b> \U0001F600"]);
        await page.Locator("li button").ClickAsync();
        await Expect(page.Locator("#empty")).ToBeVisibleAsync();

        Assert.Equal("0", await database.SqlAsync("SELECT COUNT(*) FROM steadfast.notes"));
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task While_the_database_is_away_the_page_says_so_keeps_what_was_typed_and_stores_it_afterwards()
    {
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(database.Settings);
        var page = await OpenAsync(client);
        await Expect(page.Locator("#empty")).ToBeVisibleAsync();
        database.Kill();
        await client.BecomesAsync("unreachable");

        await page.GetByLabel("Text of the note").FillAsync("typed in the outage");
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("#say")).ToContainTextAsync("The database is away");
        await Expect(page.Locator("#database")).ToHaveTextAsync("Away");
        await database.RunAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync(["typed in the outage"]);
        await Expect(page.Locator("#database")).ToHaveTextAsync("Connected");

        Assert.Equal("1", await database.SqlAsync("SELECT COUNT(*) FROM steadfast.notes"));
        Assert.Empty(_errors);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(1200)]
    public async Task Nothing_is_wider_than_the_screen(int width)
    {
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(database.Settings);
        await client.StoreAsync(new string('w', 500));
        var page = await OpenAsync(client);
        await page.SetViewportSizeAsync(width, 900);
        await Expect(page.Locator("li p")).ToBeVisibleAsync();

        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.InRange(await page.Locator("#text").EvaluateAsync<int>("input => input.clientWidth"), 150, width);
    }

    private async Task<IPage> OpenAsync(NotesClient client)
    {
        Assert.SkipWhen(_browser is null, $"There is no browser at {Chromium}: install the package chromium.");
        var page = await _browser!.NewPageAsync();
        page.PageError += (_, error) => _errors.Add(error);
        // What the browser itself reports: refused by the page's policy, for example. Failed requests are expected.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        await page.GotoAsync(client.Web.Options.Address.ToString());
        return page;
    }
}

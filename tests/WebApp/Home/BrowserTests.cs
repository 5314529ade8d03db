using System.Net;
using Microsoft.Playwright;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Files;
using Steadfast.Local.Stack.SignIn;
using Steadfast.WebApp.Tests.Database;
using Steadfast.WebApp.Tests.Notes;
using Steadfast.WebApp.Tests.SignIn;
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

    [Fact]
    public async Task The_page_counts_characters_as_the_database_does()
    {
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(database.Settings);
        var page = await OpenAsync(client);
        string most = string.Concat(Enumerable.Repeat("\U0001F600", 500));

        await page.GetByLabel("Text of the note").FillAsync(most + "x");
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("#say")).ToHaveTextAsync("A note has 1 to 500 characters.");
        await page.WaitForResponseAsync(answer => answer.Url.Contains("/api/notes", StringComparison.Ordinal));
        await page.WaitForResponseAsync(answer => answer.Url.Contains("/status", StringComparison.Ordinal));
        // The list was read anew and shown, and what is told about the note stays until it is changed.
        await Expect(page.Locator("#say")).ToHaveTextAsync("A note has 1 to 500 characters.");
        await page.GetByLabel("Text of the note").FillAsync(most);
        await Expect(page.Locator("#say")).ToBeHiddenAsync();
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync([most]);

        Assert.Equal("500", await database.SqlAsync("SELECT CHAR_LENGTH(text) FROM steadfast.notes"));
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task With_a_cache_the_page_shows_the_last_known_notes_and_says_how_old_they_are()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed");
        await using RedisServer cache = new(Loopback.Free(), "8mb", TimeProvider.System);
        await cache.StartAsync(TestContext.Current.CancellationToken);
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(new Dictionary<string, string?>(database.Settings) { ["Cache__Connection"] = $"{cache.Address}" });
        await client.StoreAsync("before");
        var page = await OpenAsync(client);
        await Expect(page.Locator("li p")).ToHaveTextAsync(["before"]);

        database.Kill();

        await Expect(page.Locator("#say")).ToContainTextAsync("These notes are as they were");
        await Expect(page.Locator("li p")).ToHaveTextAsync(["before"]);
        await database.RunAsync();
        await Expect(page.Locator("#say")).ToBeHiddenAsync();
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task A_file_is_attached_saved_and_out_of_reach_while_the_storage_is_away()
    {
        Assert.SkipWhen(BlobServer.Program is null, "Azurite is not installed: run 'npm ci --ignore-scripts' in tests/Conformance/azurite.");
        var folder = Directory.CreateTempSubdirectory("steadfast-files-");
        await using BlobServer blobs = new(new IPEndPoint(Loopback.Any().Address, 10000), folder.FullName, TimeProvider.System);
        await blobs.StartAsync(TestContext.Current.CancellationToken);
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(new Dictionary<string, string?>([.. database.Settings, .. blobs.Settings]));
        await client.StoreAsync("a note");
        var page = await OpenAsync(client);

        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByLabel("Attach a file to the note a note").ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = "r\u00e9port.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() });
        await Expect(page.Locator("a.file")).ToHaveTextAsync("r\u00e9port.txt (5 B)");
        await PictureAsync(page, "attached");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a.file").ClickAsync());
        Assert.Equal("r\u00e9port.txt", download.SuggestedFilename);
        Assert.Equal("hello", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));

        blobs.Hang();
        await Expect(page.Locator("#away")).ToBeVisibleAsync();
        await Expect(page.Locator("span.file")).ToHaveTextAsync("r\u00e9port.txt (5 B), away just now");
        await PictureAsync(page, "away");
        await page.GetByLabel("Text of the note").FillAsync("meanwhile");
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync(["meanwhile", "a note"]);
        blobs.Continue();
        await Expect(page.Locator("#away")).ToBeHiddenAsync();
        await Expect(page.Locator("a.file")).ToBeVisibleAsync();
        Assert.Empty(_errors);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task When_the_session_has_ended_the_page_leads_to_a_sign_in_and_back_and_what_was_typed_is_there()
    {
        Assert.SkipWhen(OidcProvider.Program is null, "oidc-provider is not installed: run 'npm ci --ignore-scripts' in tests/WebApp/SignIn/provider, or set STEADFAST_OIDC_PROVIDER to its provider.mjs.");
        var folder = Directory.CreateTempSubdirectory("steadfast-signin-");
        Uri site = new($"http://{Loopback.Free()}");
        await using OidcProvider provider = new(new Uri($"http://{Loopback.Free()}"), site, folder.FullName, TimeProvider.System);
        await provider.StartAsync(TestContext.Current.CancellationToken);
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(new Dictionary<string, string?>([.. database.Settings, .. provider.Settings]), address: site);
        await SignInStack.ReadyAsync(client);
        var page = await OpenAsync(client, "?from=mail");
        await page.GetByText("Ada").ClickAsync();
        await Expect(page.Locator("#empty")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync();
        await page.GetByLabel("Text of the note").FillAsync("typed before the end");
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("#say")).ToHaveTextAsync("Your session has ended. What you typed is kept. Sign in again");
        await Expect(page.GetByLabel("Text of the note")).ToHaveValueAsync("typed before the end");
        await page.GetByLabel("Text of the note").FillAsync("and after it");
        await PictureAsync(page, "ended");
        await page.GetByText("Sign in again").ClickAsync();
        await page.GetByText("Ada").ClickAsync();

        await Expect(page.GetByLabel("Text of the note")).ToHaveValueAsync("and after it");
        Assert.Equal(new Uri(site, "/?from=mail").ToString(), page.Url);
        await page.GetByText("Add", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync(["and after it"]);
        await page.ReloadAsync();
        await Expect(page.Locator("li p")).ToHaveTextAsync(["and after it"]);
        await Expect(page.GetByLabel("Text of the note")).ToHaveValueAsync("");
        Assert.Empty(_errors);
        folder.Delete(recursive: true);
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

    // For people to look at: where STEADFAST_PICTURES names a folder.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STEADFAST_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }

    private async Task<IPage> OpenAsync(NotesClient client, string query = "")
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
        await page.GotoAsync(client.Web.Options.Address + query);
        return page;
    }
}

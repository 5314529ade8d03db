using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>A tab with the console: what a person does in it, and what is wrong with it.</summary>
public sealed class Tab : IAsyncDisposable
{
    private static readonly int[] Widths = [360, 900, 1440];
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<string> _addresses = [];

    public Tab(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Request += (_, request) => _addresses.Enqueue(request.Url);
        // What the browser itself reports, such as what the page's policy refuses. That the host is away, or refuses a key, it reports as well.
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the page and the browser have complained of.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Every address that was asked for.</summary>
    public IReadOnlyCollection<string> Addresses => _addresses;

    public ILocator Main => Page.Locator("main");

    public async Task SignInAsync(Uri app, string key, string hash = "")
    {
        await Page.GotoAsync(new Uri(app, $"api/console{hash}").ToString());
        await GiveKeyAsync(key);
        await Expect(Page.Locator(".pill.live")).ToHaveTextAsync("●Live");
    }

    public async Task GiveKeyAsync(string key, string button = "Open the console")
    {
        await Page.GetByLabel("Function key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    public async Task GoAsync(string hash)
    {
        await Page.EvaluateAsync("hash => { location.hash = hash; }", hash);
        await Expect(Main.Locator("h1")).ToBeVisibleAsync();
        await Expect(Main.Locator("[aria-busy]")).ToHaveCountAsync(0);
    }

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public ILocator Dialog => Page.Locator("dialog");

    public ILocator InDialog(string button) => Dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });

    /// <summary>Makes pictures of what is seen, at three widths, light and dark, and looks for what keeps people from using it. Nothing may be wider than the screen.</summary>
    /// <param name="name">Name of the state.</param>
    public async Task LookAsync(string name)
    {
        // A page that is scrolled would have its header in the middle of the picture.
        await Page.EvaluateAsync("scrollTo(0, 0)");
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (int width in Widths)
            {
                await Page.SetViewportSizeAsync(width, width == 360 ? 740 : 900);
                await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                await Page.ScreenshotAsync(new() { Path = Path.Combine(Artifacts.Pictures, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
                Assert.Equal((name, width), (name, await Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, innerWidth)")));
            }

            Assert.Equal([], await Axe.FindAsync(Page));
        }

        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>Asks the API from within the page, as a script of the page would.</summary>
    public Task<JsonElement?> EvaluateAsync(string script) => Page.EvaluateAsync(script);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

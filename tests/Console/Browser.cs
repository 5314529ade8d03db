using Microsoft.Playwright;

namespace Steadfast.Console.Tests;

/// <summary>One Chromium for the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            Missing = $"There is no browser at {Chromium}: install the package chromium.";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        Assertions.SetDefaultExpectTimeout(30_000);
    }

    /// <summary>A tab of its own, with nothing kept from before.</summary>
    public async Task<Tab> OpenAsync()
    {
        Assert.SkipWhen(_browser is null, Missing ?? "");
        IBrowserContext context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, TimezoneId = "Europe/Berlin", ColorScheme = ColorScheme.Light });
        return new(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

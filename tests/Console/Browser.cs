using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Steadfast.Console.Tests.Browser))]

namespace Steadfast.Console.Tests;

/// <summary>One Chromium for all tests; each has tabs of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    // A deadline, and not a time that anything should take: a machine with other things to do is several times slower.
    private const float Deadline = 90_000;

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
        Assertions.SetDefaultExpectTimeout(Deadline);
    }

    /// <summary>A tab of its own, with nothing kept from before.</summary>
    public async Task<Tab> OpenAsync()
    {
        Assert.SkipWhen(_browser is null, Missing ?? "");
        IBrowserContext context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, TimezoneId = "Europe/Berlin", ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout(Deadline);
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

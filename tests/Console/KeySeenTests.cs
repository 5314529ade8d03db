using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Host;
using Steadfast.Local.Runtime;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>The key, and a Function App that goes away and comes back: with no control plane behind it, so that the page shows what cannot be seen too.</summary>
[Trait("Category", "real-processes")]
public sealed class KeySeenTests(Browser browser)
{
    private const string First = "the-first-key-of-this-app";
    private const string Second = "the-second-key-of-this-app";

    private readonly Uri _app = FreeAddress();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_goes_away_is_missed_and_found_again_and_a_key_that_has_expired_is_asked_for_anew()
    {
        FunctionHost host = await StartAsync(First);
        await using Tab tab = await browser.OpenAsync();
        try
        {
            await tab.Page.GotoAsync(new Uri(_app, "api/console#/automation").ToString());
            await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("Steadfast console");
            await tab.LookAsync("key");
            await tab.GiveKeyAsync("a-wrong-key");
            await Expect(tab.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not accept this key");
            await tab.GiveKeyAsync(First);
            await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");
            await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("Automation");

            await host.DisposeAsync();
            await Expect(tab.Page.Locator(".stale")).ToContainTextAsync("The app does not answer.");
            await Expect(tab.Page.Locator(".stale")).ToContainTextAsync("What you see is from");
            await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("✕Stale");
            await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("Automation");
            await tab.LookAsync("stale");
            host = await StartAsync(First);
            await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");
            await Expect(tab.Page.Locator(".stale")).ToHaveCountAsync(0);

            await host.DisposeAsync();
            host = await StartAsync(Second);
            await Expect(tab.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not accept this key, or no longer");
            await tab.GiveKeyAsync(Second);
            await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("Automation");
            Assert.Equal([], tab.Errors.Where(error => !error.Contains("ERR_CONNECTION", StringComparison.Ordinal)));
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_key_is_in_the_tab_alone_and_a_page_of_another_site_can_do_nothing_with_it()
    {
        await using FunctionHost host = await StartAsync(First);
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(_app, First, "#/automation");

        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator(".pill.live")).ToHaveTextAsync("●Live");
        IPage other = await tab.Page.Context.NewPageAsync();
        await other.GotoAsync(new Uri(_app, "api/console").ToString());
        await Expect(other.Locator("main h1")).ToHaveTextAsync("Steadfast console");

        Assert.Equal("[]", await other.EvaluateAsync<string>("JSON.stringify(Object.values(sessionStorage).concat(Object.values(localStorage)))"));
        Assert.DoesNotContain(First, await tab.Page.EvaluateAsync<string>("JSON.stringify(localStorage) + document.cookie + location.href"), StringComparison.Ordinal);
        Assert.DoesNotContain(tab.Addresses, address => address.Contains(First, StringComparison.Ordinal));
        await other.GotoAsync("about:blank");
        Assert.Equal("refused", await other.EvaluateAsync<string>(Attack("{ 'x-functions-key': key }", "cors"), new[] { new Uri(_app, "api/automation/pause").ToString(), First }));
        Assert.Equal("refused", await other.EvaluateAsync<string>(Attack("{}", "no-cors"), new[] { new Uri(_app, $"api/automation/pause?code={First}").ToString(), First }));
        await tab.Page.ReloadAsync();
        await Expect(tab.Main.Locator(".acting .pill")).ToHaveTextAsync("✓The automation acts");
        await tab.ClickAsync("Forget key");
        Assert.Equal("{}", await tab.Page.EvaluateAsync<string>("JSON.stringify(sessionStorage)"));
    }

    [Fact]
    public async Task A_tab_that_was_closed_leaves_nothing_of_the_key_behind()
    {
        await using FunctionHost host = await StartAsync(First);
        await using Tab tab = await browser.OpenAsync();
        await tab.SignInAsync(_app, First, "#/automation");
        Assert.Contains(First, await tab.Page.EvaluateAsync<string>("JSON.stringify(sessionStorage)"), StringComparison.Ordinal);

        await tab.Page.CloseAsync();
        IPage next = await tab.Page.Context.NewPageAsync();
        await next.GotoAsync(new Uri(_app, "api/console#/automation").ToString());

        await Expect(next.Locator("main h1")).ToHaveTextAsync("Steadfast console");
        Assert.DoesNotContain(First, await tab.Page.Context.StorageStateAsync(new() { IndexedDB = true }), StringComparison.Ordinal);
        Assert.Equal(("{}", "{}", "", 0), (
            await next.EvaluateAsync<string>("JSON.stringify(sessionStorage)"), await next.EvaluateAsync<string>("JSON.stringify(localStorage)"),
            await next.EvaluateAsync<string>("document.cookie"), await next.EvaluateAsync<int>("caches.keys().then(names => names.length)")));
    }

    private static string Attack(string headers, string mode) =>
        $"([address, key]) => fetch(address, {{ method: 'POST', mode: '{mode}', headers: {headers}, body: JSON.stringify({{ by: 'mallory', reason: 'a page' }}) }}).then(answer => answer.type, () => 'refused')";

    private async Task<FunctionHost> StartAsync(string key)
    {
        // Nobody listens there: what cannot be read is shown as that.
        Uri nobody = new($"http://{_app.Host}:9");
        FunctionHost host = LocalFunctionApp.Build(new HostSettings(_app, key, "the-master-key", nobody, "a-token", JournalFolder: null) { AppSettings = StageSettings.All });
        await host.StartAsync(Ct);
        return host;
    }

    private static Uri FreeAddress()
    {
        string front = LoopbackFront.Next(130, 150);
        using TcpListener free = new(IPAddress.Parse($"{front}.1"), 0);
        free.Start();
        return new($"http://{front}.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
    }
}

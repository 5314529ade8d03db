using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Steadfast.Console.Tests;

/// <summary>The cache and the storage of files in the topology, as the web servers say.</summary>
[Trait("Category", "real-processes")]
[Collection(nameof(OneCrowd))]
public sealed class BesidesSeenTests(Browser browser, CrowdUnderConsole crowd)
{
    private const string None = """{"used":0,"away":0,"without":3,"unknown":0,"awayFor":[]}""";

    private string _cache = None;
    private string _files = None;

    [Fact]
    public async Task Cache_and_files_are_there_when_a_web_server_says_so_and_are_called_away_when_most_say_that()
    {
        await using Tab tab = await browser.OpenAsync();
        await tab.Page.RouteAsync("**/api/overview", async route =>
        {
            // As if nothing were kept: what is kept is of what was said before.
            IAPIResponse answer = await route.FetchAsync(new() { Headers = route.Request.Headers.Where(header => header.Key != "if-none-match") });
            JsonNode? said = answer.Status == 200 ? JsonNode.Parse(await answer.TextAsync()) : null;
            if (said?["tier"] is JsonObject tier)
            {
                (tier["cache"], tier["files"]) = (JsonNode.Parse(_cache), JsonNode.Parse(_files));
            }

            await route.FulfillAsync(said is null ? new() { Response = answer } : new() { Response = answer, Body = said.ToJsonString() });
        });
        await tab.SignInAsync(crowd.Twin.Functions.Url, crowd.Twin.Options.FunctionKey);
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");
        await Expect(tab.Main.Locator(".besides")).ToHaveCountAsync(0);

        (_cache, _files) = (Said(used: 2, away: 1, unknown: 0, "2"), None);
        await Expect(Node(tab, "cache")).ToHaveTextAsync("!Cacheused by 2 of 3 web serversaway for 1 of 3 web servers: 2. Reads go round it.");
        await Expect(Node(tab, "files")).ToHaveCountAsync(0);
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");
        (_cache, _files) = (Said(used: 3, away: 0, unknown: 0), Said(used: 0, away: 2, unknown: 1, "1", "3"));
        await Expect(Node(tab, "cache")).ToHaveTextAsync("✓Cacheused by 3 of 3 web servers");
        await Expect(Node(tab, "files")).ToHaveTextAsync("!Filesaway for 2 of 3 web servers: 1, 3. Files cannot be opened or attached; notes go on.not known for 1 of 3 web servers");
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("The storage of files is away");
        await tab.LookAsync("besides-away");
        (_cache, _files) = (Said(used: 0, away: 0, unknown: 3), Said(used: 0, away: 0, unknown: 3));
        await Expect(Node(tab, "cache")).ToHaveTextAsync("?Cachenot known for 3 of 3 web servers");
        await Expect(tab.Main.Locator("h1")).ToHaveTextAsync("All is well");
        _cache = None;
        await Expect(Node(tab, "cache")).ToHaveCountAsync(0);
        await Expect(Node(tab, "files")).ToHaveCountAsync(1);

        Assert.Equal([], tab.Errors);
    }

    private static ILocator Node(Tab tab, string part) => tab.Main.Locator($".besides [data-key={part}]");

    private static string Said(int used, int away, int unknown, params string[] awayFor) =>
        $$"""{"used":{{used}},"away":{{away}},"without":0,"unknown":{{unknown}},"awayFor":[{{string.Join(',', awayFor.Select(id => $"\"{id}\""))}}]}""";
}

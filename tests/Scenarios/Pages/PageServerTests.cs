using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Scenarios.Pages.Breaking;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests.Pages;

/// <summary>The twin's page over no stack: who is let in, what is served, and what is answered while there is nothing to break.</summary>
[Trait("Category", "fast")]
public sealed class PageServerTests : IAsyncLifetime
{
    private readonly List<IScenario?> _asked = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private TwinOptions _options = null!;
    private PageServer _page = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using TwinAddresses free = TwinAddresses.ClaimAny();
        _options = new() { Number = free.Number };
        _page = await PageServer.StartAsync(new(_options.Clock), _options, _asked.Add, Ct);
        _http.BaseAddress = _page.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _page.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "twin/api/state", null, null, 401)]
    [InlineData("GET", "twin/api/state", "wrong", null, 401)]
    [InlineData("GET", "twin/api/state", "key", null, 200)]
    [InlineData("GET", "twin/api/state", "key", "same-origin", 200)]
    [InlineData("GET", "twin/api/state", "key", "cross-site", 403)]
    [InlineData("GET", "twin/api/catalog", null, null, 401)]
    [InlineData("POST", "twin/api/stories/instance-crash", null, "same-origin", 401)]
    [InlineData("POST", "twin/api/stories/instance-crash", "key", "cross-site", 403)]
    [InlineData("POST", "twin/api/stories/instance-crash", "key", "same-site", 403)]
    [InlineData("POST", "twin/api/stories/instance-crash", "key", "same-origin", 202)]
    [InlineData("POST", "twin/api/stories/no-such", "key", "same-origin", 409)]
    [InlineData("POST", "twin/api/stack", "key", "same-origin", 202)]
    [InlineData("POST", "twin/api/faults/kill?target=1", "key", "same-origin", 409)]
    [InlineData("POST", "twin/api/mend", "key", "same-origin", 409)]
    [InlineData("GET", "twin/api/nothing", "key", null, 404)]
    [InlineData("GET", "twin/no-such.js", null, null, 404)]
    [InlineData("GET", "api/incidents", "key", null, 503)]
    public async Task Only_whoever_has_a_key_is_let_in_and_no_page_of_another_site(string method, string path, string? key, string? site, int expected)
    {
        using HttpRequestMessage request = new(new(method), path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key == "key" ? _options.FunctionKey : key);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        using HttpResponseMessage answer = await _http.SendAsync(request, Ct);

        Assert.Equal((HttpStatusCode)expected, answer.StatusCode);
        Assert.Equal(expected == 202 ? 1 : 0, _asked.Count);
    }

    [Fact]
    public async Task The_page_and_its_files_are_served_without_a_key_and_under_a_policy_that_lets_nothing_in_from_elsewhere()
    {
        Assert.Equal(HttpStatusCode.Redirect, (await _http.GetAsync("", Ct)).StatusCode);
        Assert.Equal("/twin/", (await _http.GetAsync("twin", Ct)).Headers.Location?.OriginalString);
        Assert.Superset(new HashSet<string> { "index.html", "page.js", "api.js", "dom.js", "frame.js", "time.js", "style.css", "icon.svg" }, PageFile.Names.ToHashSet());
        foreach (string name in PageFile.Names.Append(""))
        {
            using HttpResponseMessage answer = await _http.GetAsync($"twin/{name}", Ct);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

            Assert.Equal((name, HttpStatusCode.OK), (name, answer.StatusCode));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none';", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_fault_and_every_scenario_is_offered_and_each_button_of_the_page_is_a_fault()
    {
        _http.DefaultRequestHeaders.Add("x-functions-key", _options.FunctionKey);
        JsonElement catalog = await _http.GetFromJsonAsync<JsonElement>("twin/api/catalog", Ct);
        string[] faults = [.. catalog.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("id").GetString()!)];
        string[] places = [.. catalog.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("place").GetString()!).Distinct()];
        string buttons = await _http.GetStringAsync("twin/stack.js", Ct);

        Assert.Equal(ScenarioCatalog.All.Select(scenario => scenario.Name), catalog.GetProperty("stories").EnumerateArray().Select(story => story.GetProperty("name").GetString()));
        Assert.Equal(faults.Distinct(), faults);
        Assert.Equal(FaultBoard.Catalog.Select(fault => fault.Id), faults);
        Assert.Equal(Enum.GetNames<FaultPlace>().Order(), places.Order());
        Assert.Equal([], places.Where(place => !buttons.Contains($"buttons('{place}'", StringComparison.Ordinal) && !buttons.Contains($"  {place}: ['", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_scenario_says_what_must_be_seen_after_its_fault() =>
        Assert.Equal([], ScenarioCatalog.All.Where(scenario => scenario.Promises.Count < 3 || scenario.Promises.Any(string.IsNullOrWhiteSpace)).Select(scenario => scenario.Name));

    [Fact]
    public async Task Another_program_at_its_address_is_named()
    {
        MachineException problem = await Assert.ThrowsAsync<MachineException>(() => PageServer.StartAsync(new(_options.Clock), _options, null, Ct));

        Assert.StartsWith($"{_page.Url.Authority} is taken by another program", problem.Message, StringComparison.Ordinal);
    }
}

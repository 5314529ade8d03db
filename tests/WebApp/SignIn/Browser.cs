using System.Globalization;
using System.Text.RegularExpressions;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>A page as a browser has it.</summary>
/// <param name="Status">Status of the answer.</param>
/// <param name="Address">Its address.</param>
/// <param name="Text">Its body.</param>
/// <param name="Location">Where it leads on by itself; null for nowhere.</param>
/// <param name="Headers">Headers of the answer.</param>
internal sealed record Page(int Status, Uri Address, string Text, Uri? Location, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Someone who visits the site by its public name, which leads to the instance that is chosen, as a balancer would. Keeps cookies by their path, and
/// each that was set for a test to look at.
/// </summary>
internal sealed partial class Browser(Uri site, Uri through) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Dictionary<(string Host, string Name), (string Value, string Path)> _cookies = [];

    /// <summary>The instance that the site's name leads to.</summary>
    public Uri Through { get; set; } = through;

    /// <summary>Each cookie that the site set, as it was sent.</summary>
    public List<string> Set { get; } = [];

    /// <summary>The names of cookies that the site would get, sorted.</summary>
    public IEnumerable<string> Names => _cookies.Keys.Where(key => key.Host == site.Host).Select(static key => key.Name).Order(StringComparer.Ordinal);

    /// <summary>The session; null for none.</summary>
    public string? Session
    {
        get => _cookies.TryGetValue((site.Host, SessionCookie), out var cookie) ? cookie.Value : null;
        set => _cookies[(site.Host, SessionCookie)] = (value!, "/");
    }

    private static string SessionCookie => "__Host-steadfast-session";

    public void Dispose() => _http.Dispose();

    /// <summary>Takes the cookies of another one, as somebody who has copied them.</summary>
    public void Copy(Browser other)
    {
        foreach (var (key, cookie) in other._cookies)
        {
            _cookies[key] = cookie;
        }
    }

    /// <summary>Opens a page, as a person does.</summary>
    public Task<Page> OpenAsync(string address) => SendAsync(HttpMethod.Get, new Uri(site, address), null, ("Accept", "text/html"));

    /// <summary>Opens a page, and where it leads on.</summary>
    public async Task<Page> FollowAsync(string address) => await FollowAsync(await OpenAsync(address));

    /// <summary>Goes on where a page leads, to the end.</summary>
    public Task<Page> FollowAsync(Page page) => UntilAsync(page, static _ => false);

    /// <summary>Goes on where a page leads, up to an address.</summary>
    public async Task<Page> UntilAsync(Page page, Func<Uri, bool> isEnd)
    {
        while (page.Location is { } next && !isEnd(next))
        {
            page = await OpenAsync(next.ToString());
        }

        return page;
    }

    /// <summary>Opens a page of the site and says at the provider who one is, and goes up to the address to which the provider sends one back.</summary>
    public async Task<Uri> ComeBackAsAsync(string person, string address = "/")
    {
        Page choice = await FollowAsync(address);
        Assert.True(choice.Status == 200 && choice.Text.Contains("Who are you?", StringComparison.Ordinal), $"{choice.Address}: {choice.Status} {choice.Text}");
        Page page = await SubmitAsync(choice, new() { ["as"] = person });
        page = await UntilAsync(page, static next => next.AbsolutePath == "/sign-in/callback");
        if (page.Text.Contains("Submitting Callback", StringComparison.Ordinal))
        {
            // The page by which the provider signs out who was there before; its script sends it.
            page = await SubmitAsync(page, Hidden().Matches(page.Text).ToDictionary(static each => each.Groups[1].Value, static each => each.Groups[2].Value));
            page = await UntilAsync(page, static next => next.AbsolutePath == "/sign-in/callback");
        }

        return page.Location ?? throw new InvalidOperationException($"{page.Address}: {page.Status} {page.Text}");
    }

    /// <summary>Opens a page of the site and signs in for it.</summary>
    public async Task<Page> SignInAsync(string person, string address = "/") => await FollowAsync((await ComeBackAsAsync(person, address)).ToString());

    /// <summary>One request, with the cookies and without following anything.</summary>
    public async Task<Page> SendAsync(HttpMethod method, Uri address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        bool isSite = address.Host == site.Host;
        using HttpRequestMessage request = new(method, isSite ? new Uri(Through, address.PathAndQuery) : address) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        string cookies = string.Join("; ", _cookies.Where(each => each.Key.Host == address.Host && address.AbsolutePath.StartsWith(each.Value.Path, StringComparison.Ordinal))
            .Select(static each => $"{each.Key.Name}={each.Value.Value}"));
        if (cookies.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        using HttpResponseMessage answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (string cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            Keep(address.Host, cookie, isSite);
        }

        Uri? location = answer.Headers.Location is { } next ? new Uri(address, next) : null;
        return new((int)answer.StatusCode, address, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), location,
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(static each => each.Key, static each => string.Join(", ", each.Value), StringComparer.OrdinalIgnoreCase));
    }

    private Task<Page> SubmitAsync(Page page, Dictionary<string, string> values) =>
        SendAsync(HttpMethod.Post, new Uri(page.Address, Action().Match(page.Text).Groups[1].Value), new FormUrlEncodedContent(values));

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    private void Keep(string host, string cookie, bool isSite)
    {
        string[] parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        string Attribute(string name) => parts.FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)) is { } found ? found[(name.Length + 1)..] : "";
        // The clock of the provider is moved by tests; what it takes away has a date of 1970.
        bool isGone = DateTimeOffset.TryParse(Attribute("expires"), CultureInfo.InvariantCulture, out var end) && end.Year == 1970;
        var key = (host, parts[0][..equals]);
        if (isSite)
        {
            Set.Add(cookie);
        }

        if (isGone)
        {
            _cookies.Remove(key);
        }
        else
        {
            _cookies[key] = (parts[0][(equals + 1)..], Attribute("path") is { Length: > 0 } path ? path : "/");
        }
    }
}

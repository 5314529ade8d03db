using System.Net;
using System.Text.RegularExpressions;
using Steadfast.Functions.Console;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Console;

/// <summary>The files of the console as they are served: open to everybody, and closed to everything from elsewhere.</summary>
[Trait("Category", "fast")]
public sealed partial class ConsoleFileTests : IAsyncLifetime
{
    private LocalStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_comes_without_a_key_and_with_the_policy()
    {
        foreach (string file in ConsoleFile.Names.Append(""))
        {
            using HttpResponseMessage answer = await _stage.Http.GetAsync($"/api/console/{file}", Ct);

            Assert.Equal((file, HttpStatusCode.OK), (file, answer.StatusCode));
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                Header(answer, "Content-Security-Policy"));
            Assert.Equal(
                ("nosniff", "DENY", "no-referrer", "same-origin", "same-origin", "no-cache"),
                (Header(answer, "X-Content-Type-Options"), Header(answer, "X-Frame-Options"), Header(answer, "Referrer-Policy"), Header(answer, "Cross-Origin-Opener-Policy"),
                    Header(answer, "Cross-Origin-Resource-Policy"), Header(answer, "Cache-Control")));
        }
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        using HttpResponseMessage first = await _stage.Http.GetAsync("/api/console", Ct);
        using HttpRequestMessage again = new(HttpMethod.Get, "/api/console") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using HttpResponseMessage second = await _stage.Http.SendAsync(again, Ct);

        Assert.Equal((HttpStatusCode.NotModified, ""), (second.StatusCode, await second.Content.ReadAsStringAsync(Ct)));
    }

    [Theory]
    [InlineData("nothing.js")]
    [InlineData("..%2Fhost.json")]
    [InlineData("INDEX.HTML")]
    public async Task Nothing_else_is_served(string file)
    {
        using HttpResponseMessage answer = await _stage.Http.GetAsync($"/api/console/{file}", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void No_choice_stands_within_a_choice() => Assert.Empty(
        from name in ConsoleFile.Names
        where name.EndsWith(".js", StringComparison.Ordinal)
        from line in NestedChoices.LinesOf(System.Text.Encoding.UTF8.GetString(ConsoleFile.Find(name)!.FileContents))
        select $"{name}:{line}");

    [Theory]
    [InlineData("const a = b ? c : d ? e : f;", true)]
    [InlineData("const a = b ? c ? d : e : f;", true)]
    [InlineData("const a = b ? (c ? d : e) : f;", true)]
    [InlineData("const a = `${b ? `${c} d` : e ? f : g}`;", true)]
    [InlineData("const a = b ? f(c ? d : e) : g;", false)]
    [InlineData("const a = [b ? c : d, e ? f : g];", false)]
    [InlineData("const a = `${b ? c : d} ${e ? f : g}`;", false)]
    [InlineData("const a = b?.c ?? (d ? /[?/]/ : '?');", false)]
    [InlineData("const a = { b: c ? d : e, f: g ? h : i }; // j ? k : l ? m", false)]
    public void A_choice_within_a_choice_is_found(string script, bool isNested) => Assert.Equal(isNested, NestedChoices.LinesOf(script).Count > 0);

    [Fact]
    public void The_whole_console_is_small() => Assert.InRange(ConsoleFile.Names.Sum(name => ConsoleFile.Find(name)!.FileContents.Length), 1, 150_000);

    [Fact]
    public void Every_file_that_a_file_names_is_there()
    {
        string[] named = [.. ConsoleFile.Names.SelectMany(name => Named().Matches(Text(name)).Select(match => match.Groups["file"].Value)).Distinct()];

        Assert.NotEmpty(named);
        Assert.Equal([], named.Except(ConsoleFile.Names));
    }

    // Found one by one, each would cost a way there and back before the next is asked for.
    [Fact]
    public void Every_module_is_asked_for_at_once() => Assert.Equal(
        ConsoleFile.Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        Preloaded().Matches(Text(ConsoleFile.Page)).Select(match => match.Groups["file"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void No_text_of_the_data_can_become_markup_and_nothing_from_elsewhere_is_named() => Assert.Equal(
        [],
        ConsoleFile.Names.SelectMany(name => Unsafe().Matches(Text(name)).Select(match => $"{name}: {match.Value}")));

    private static string Text(string name) => System.Text.Encoding.UTF8.GetString(ConsoleFile.Find(name)!.FileContents);

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key == name).Select(header => string.Join(", ", header.Value)).SingleOrDefault();

    [GeneratedRegex("(?:/api/console/|from '\\./)(?<file>[a-z]+\\.[a-z]+)")]
    private static partial Regex Named();

    [GeneratedRegex("(?:rel=\"modulepreload\" href|type=\"module\" src)=\"/api/console/(?<file>[a-z]+\\.js)\"")]
    private static partial Regex Preloaded();

    // The namespace of SVG is a name, and no address that is asked.
    [GeneratedRegex("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\b|new Function| style=| on[a-z]+=\"|(?<!xmlns=\"|SVG = ')https?://|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Unsafe();
}

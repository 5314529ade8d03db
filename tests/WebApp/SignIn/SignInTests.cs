using System.Globalization;
using System.Net.Http.Json;
using System.Web;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.SignIn;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>Two instances behind one name, a real database and a real OpenID provider.</summary>
[Trait("Category", "real-processes")]
public sealed class SignInTests(SignInStack stack) : IClassFixture<SignInStack>
{
    private static readonly Uri Site = SignInStack.Site;

    [Fact]
    public async Task Without_a_session_nothing_is_served_but_the_probe_and_the_reports_to_the_automation()
    {
        stack.Need();
        using Browser visitor = stack.Visitor();
        List<string> seen = [];
        foreach (var (path, headers) in new (string, (string, string)[])[]
        {
            ("/healthz", []), ("/healthz", [("X-Forwarded-For", "192.0.2.1")]), ("/status", []), ("/status", [("X-Forwarded-For", "192.0.2.1")]), ("/status/requests", []),
            ("/status/requests", [("X-Azure-FDID", "x")]), ("/", []), ("/", [("Accept", "text/html")]), ("/nothing?a=b", [("Accept", "text/html,*/*")]), ("/api/notes", [("Accept", "text/html")]),
            ("/openapi/v1.json", []), ("/signout-oidc", []), ("/signout-callback-oidc", []), ("/healthz/x", []), ("/HEALTHZ", []), ("/sign-in/x", []), ("/sign-out/x", []),
        })
        {
            Page page = await visitor.SendAsync(HttpMethod.Get, new Uri(Site, path), null, headers);
            seen.Add($"{path} {string.Join(' ', headers.Select(static each => each.Item1))}: {page.Status}{(page.Headers.TryGetValue("Location", out string? next) ? $" to {next}" : "")}");
        }

        Assert.Equal(
        [
            "/healthz : 200", "/healthz X-Forwarded-For: 200", "/status : 200", "/status X-Forwarded-For: 401", "/status/requests : 200",
            "/status/requests X-Azure-FDID: 401", "/ : 401", "/ Accept: 302 to https://staging.example.test/sign-in",
            "/nothing?a=b Accept: 302 to https://staging.example.test/sign-in?return=%2Fnothing%3Fa%3Db", "/api/notes Accept: 401",
            "/openapi/v1.json : 401", "/signout-oidc : 401", "/signout-callback-oidc : 401", "/healthz/x : 401", "/HEALTHZ : 401", "/sign-in/x : 401", "/sign-out/x : 401",
        ], seen);
        async Task<int> AskAsync(HttpMethod method, string path, params (string, string)[] headers) => (await visitor.SendAsync(method, new Uri(Site, path), null, headers)).Status;
        Assert.Equal(
            (401, 401, 401, 200, 401),
            (await AskAsync(HttpMethod.Head, "/"), await AskAsync(HttpMethod.Options, "/"), await AskAsync(HttpMethod.Delete, "/api/notes/1"),
                await AskAsync(HttpMethod.Post, "/status/write"), await AskAsync(HttpMethod.Post, "/status/write", ("X-Forwarded-For", "192.0.2.1"))));
        Page refused = await visitor.SendAsync(HttpMethod.Post, new Uri(Site, "/api/notes"));
        Assert.Equal((401, "Session", "application/problem+json"), (refused.Status, refused.Headers["WWW-Authenticate"], refused.Headers["Content-Type"]));
        Assert.Contains("\"code\":\"signIn\"", refused.Text);
    }

    [Fact]
    public async Task A_sign_in_asks_for_a_code_with_a_challenge_and_leads_back_to_the_page_that_was_wanted()
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        Page begun = await ada.UntilAsync(await ada.OpenAsync("/?from=mail"), next => next.Host != Site.Host);
        var query = HttpUtility.ParseQueryString(begun.Location!.Query);
        Assert.Equal(
            ("code", "S256", "https://staging.example.test/sign-in/callback", "openid profile", true),
            (query["response_type"], query["code_challenge_method"], query["redirect_uri"], query["scope"], query["nonce"]!.Length > 20));

        Page page = await ada.SignInAsync("ada", "/?from=mail");

        Assert.Equal((200, "https://staging.example.test/?from=mail"), (page.Status, page.Address.ToString()));
        Assert.Contains("<h1>Hello World</h1>", page.Text);
        string session = Assert.Single(ada.Set, static cookie => cookie.StartsWith("__Host-steadfast-session=", StringComparison.Ordinal));
        Assert.EndsWith("; path=/; secure; samesite=lax; httponly", session);
        Assert.All(ada.Set.Except([session]), static cookie => Assert.Matches("^__Secure-[cn]-steadfast-begun.*; path=/sign-in; secure; samesite=lax; httponly$", cookie));
        Assert.InRange(session.Length, 100, 1500);
    }

    [Fact]
    public async Task A_session_is_served_by_every_instance_and_goes_on_when_the_one_that_made_it_is_killed()
    {
        stack.Need();
        using Browser ada = stack.Visitor(instance: 1);
        await ada.SignInAsync("ada");
        ada.Through = stack.AddressOf(2);
        Page second = await ada.OpenAsync("/");
        stack.Kill(1);
        Page added = await ada.SendAsync(HttpMethod.Post, new Uri(Site, "/api/notes"), JsonContent.Create(new { text = "a note" }), ("Idempotency-Key", "one"), ("Sec-Fetch-Site", "same-origin"));
        await stack.StartAgainAsync(1);
        ada.Through = stack.AddressOf(1);

        Assert.Equal((200, "2", 201, 200), (second.Status, second.Headers["X-Served-By"], added.Status, (await ada.OpenAsync("/api/notes")).Status));
        Assert.Equal(1, stack.KeysAtStart);
    }

    [Fact]
    public async Task A_sign_in_that_was_begun_at_one_instance_is_finished_at_another()
    {
        stack.Need();
        using Browser ada = stack.Visitor(instance: 1);
        Uri back = await ada.ComeBackAsAsync("ada");
        ada.Through = stack.AddressOf(2);

        Assert.Equal(200, (await ada.FollowAsync(back.ToString())).Status);
    }

    [Fact]
    public async Task Who_is_in_none_of_the_groups_is_told_so_and_may_come_as_somebody_else()
    {
        stack.Need();
        using Browser ben = stack.Visitor(), max = stack.Visitor();

        Page refused = await ben.SignInAsync("ben");
        Page unknown = await max.SignInAsync("max");

        Assert.Equal((403, 403, null, null), (refused.Status, unknown.Status, ben.Session, max.Session));
        Assert.Contains("Your account is in none of the groups that have access to this site.", refused.Text);
        Assert.Contains("Your account is in so many groups that none was named.", unknown.Text);
        Assert.Contains("form-action 'self'", refused.Headers["Content-Security-Policy"]);
        // The provider would take the same person again without asking.
        Page again = await ben.SignInAsync("ada", "/sign-in?as=another");
        Assert.Equal((200, "https://staging.example.test/"), (again.Status, again.Address.ToString()));
    }

    [Fact]
    public async Task Where_tenants_are_named_only_their_people_come_in()
    {
        stack.Need();
        await using NotesClient instance = await NotesClient.StartAsync(
            new Dictionary<string, string?>(stack.Settings) { ["SignIn__AllowedTenants"] = "ours", ["SignIn__AllowedGroups"] = "" }, "9");
        await SignInStack.ReadyAsync(instance);
        using Browser ben = new(Site, instance.Web.Options.Address), eve = new(Site, instance.Web.Options.Address);

        Assert.Equal(200, (await ben.SignInAsync("ben")).Status);
        Page refused = await eve.SignInAsync("eve");

        Assert.Equal((403, null), (refused.Status, eve.Session));
        Assert.Contains("Your organization has no access to this site.", refused.Text);
    }

    [Fact]
    public async Task Whoever_signs_out_has_no_session_any_more()
    {
        stack.Need();
        using Browser eve = stack.Visitor();
        await eve.SignInAsync("eve");

        Page before = await eve.OpenAsync("/sign-out");
        Page forged = await eve.SendAsync(HttpMethod.Post, new Uri(Site, "/sign-out"), null, ("Sec-Fetch-Site", "same-site"));
        Page after = await eve.FollowAsync(await eve.SendAsync(HttpMethod.Post, new Uri(Site, "/sign-out"), null, ("Sec-Fetch-Site", "same-origin")));

        Assert.Contains("You are signed in as Eve &lt;b&gt;.", before.Text);
        Assert.Equal((403, 200, null, 302), (forged.Status, after.Status, eve.Session, (await eve.OpenAsync("/")).Status));
        Assert.Contains($"href=\"{stack.Provider!.Address}session/end\"", after.Text);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_write_with_the_session_of_a_visitor()
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        await ada.SignInAsync("ada");
        async Task<int> WriteAsync(params (string, string)[] headers) => (await ada.SendAsync(HttpMethod.Post, new Uri(Site, "/api/notes"), JsonContent.Create(new { text = "x" }), headers)).Status;

        Assert.Equal(
            (403, 403, 403, 400, 400, 400),
            (await WriteAsync(("Sec-Fetch-Site", "cross-site")), await WriteAsync(("Sec-Fetch-Site", "same-site")), await WriteAsync(("Origin", "https://www.example.test")),
                await WriteAsync(("Origin", "https://staging.example.test")), await WriteAsync(("Sec-Fetch-Site", "same-origin")), await WriteAsync()));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/%09/evil.example")]
    [InlineData("/sign-out")]
    public async Task Nobody_is_sent_elsewhere_after_a_sign_in(string back)
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        string address = "/sign-in?return=" + (back.Contains('%', StringComparison.Ordinal) ? back : Uri.EscapeDataString(back));

        Page page = await ada.SignInAsync("ada", address);

        Assert.Equal((200, "https://staging.example.test/"), (page.Status, page.Address.ToString()));
    }

    [Fact]
    public async Task A_code_opens_the_door_once_and_only_to_the_browser_that_asked_for_it()
    {
        stack.Need();
        using Browser ada = stack.Visitor(), thief = stack.Visitor(), copy = stack.Visitor();
        string back = (await ada.ComeBackAsAsync("ada")).ToString();
        copy.Copy(ada);

        Page stolen = await thief.OpenAsync(back);
        Page good = await ada.FollowAsync(back);
        Page again = await ada.OpenAsync(back);
        // With all cookies as they were: only the provider can tell.
        Page replayed = await copy.OpenAsync(back);

        Assert.Equal((400, 200, 400, 400), (stolen.Status, good.Status, again.Status, replayed.Status));
        Assert.Equal((null, null), (thief.Session, copy.Session));
        Assert.Contains("The sign-in was not begun here, took too long, or was used before.", replayed.Text);
    }

    [Theory]
    [InlineData("state", "x")]
    [InlineData("state", null)]
    [InlineData("code", "x")]
    [InlineData("code", null)]
    public async Task A_call_back_that_was_tampered_with_is_refused(string name, string? value)
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        Uri back = await ada.ComeBackAsAsync("ada");
        var query = HttpUtility.ParseQueryString(back.Query);
        query[name] = value is null ? null : query[name]![..^4] + value;

        Page page = await ada.OpenAsync($"/sign-in/callback?{query}");

        Assert.Equal((400, null, null), (page.Status, page.Location, ada.Session));
        Assert.Contains("You are not signed in", page.Text);
    }

    [Fact]
    public async Task Who_breaks_it_off_at_the_provider_is_told_so()
    {
        stack.Need();
        using Browser visitor = stack.Visitor();

        Page page = await visitor.SignInAsync("");

        Assert.Equal(400, page.Status);
        Assert.Contains("it was broken off at the provider", page.Text);
    }

    [Fact]
    public async Task A_session_of_another_environment_is_worth_nothing_also_with_the_same_database_and_secret()
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        await ada.SignInAsync("ada");
        int keys = await stack.KeysAsync();
        await using NotesClient elsewhere = await NotesClient.StartAsync(new Dictionary<string, string?>(stack.Settings) { ["SignIn__PublicAddress"] = "https://other.example.test" }, "3");
        await using NotesClient stricter = await NotesClient.StartAsync(new Dictionary<string, string?>(stack.Settings) { ["SignIn__AllowedGroups"] = "others" }, "4");
        await Task.WhenAll(SignInStack.ReadyAsync(elsewhere), SignInStack.ReadyAsync(stricter));
        ada.Through = elsewhere.Web.Options.Address;
        int there = (await ada.OpenAsync("/")).Status;
        ada.Through = stricter.Web.Options.Address;
        int afterChange = (await ada.OpenAsync("/")).Status;
        ada.Through = stack.AddressOf(1);
        int here = (await ada.OpenAsync("/")).Status;
        ada.Session = ada.Session![..^5] + "AAAAA";

        Assert.Equal((302, 302, 200, 302), (there, afterChange, here, (await ada.OpenAsync("/")).Status));
        Assert.Equal(keys + 1, await stack.KeysAsync());
        Assert.Equal("0", await stack.Database.SqlAsync("SELECT COUNT(*) FROM steadfast.session_keys WHERE CONVERT(sealed_key USING latin1) LIKE BINARY '%<key id=%'"));
    }

    [Fact]
    public async Task A_key_that_ends_soon_has_a_successor_which_every_instance_knows_a_day_before_it_is_used()
    {
        stack.Need();
        Dictionary<string, string?> settings = new(stack.Settings) { ["SignIn__PublicAddress"] = "https://later.example.test" };
        KeySeal seal = new(Options.Create(new SignInOptions
        {
            PublicAddress = settings["SignIn__PublicAddress"]!,
            Authority = settings["SignIn__Authority"]!,
            ClientId = settings["SignIn__ClientId"]!,
            KeysSecretFile = settings["SignIn__KeysSecretFile"]!,
        }));
        await using (NotesClient first = await NotesClient.StartAsync(settings, "5"))
        {
            await SignInStack.ReadyAsync(first);
        }

        (string id, XElement key) = Assert.Single(await stack.KeysOfAsync(seal));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        // Also an instance whose clock is behind uses the first one, and none is used for ever.
        Assert.InRange(now - TimeOf(key, "activationDate"), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(65));
        Assert.InRange(TimeOf(key, "expirationDate") - now, TimeSpan.FromDays(89), TimeSpan.FromDays(91));
        key.Element("expirationDate")!.Value = now.AddDays(10).ToString("O");
        await stack.Database.SqlAsync($"UPDATE steadfast.session_keys SET sealed_key = 0x{Convert.ToHexString(seal.Seal(key.ToString()))} WHERE id = '{id}'");
        await using NotesClient second = await NotesClient.StartAsync(settings, "6");
        await Eventually.TrueAsync(async () => (await stack.KeysOfAsync(seal)).Count == 2, "a second key is made");

        XElement next = (await stack.KeysOfAsync(seal)).Single(each => each.Id != id).Key;
        Assert.InRange(TimeOf(next, "activationDate") - now, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
    }

    [Fact]
    public async Task While_one_instance_may_make_a_key_no_other_one_does()
    {
        stack.Need();
        int before = await stack.KeysAsync();
        await stack.Database.SqlAsync("SET GLOBAL general_log = 'ON', GLOBAL log_output = 'TABLE'");
        // As an instance that has begun.
        Task held = stack.Database.SqlAsync("DO GET_LOCK('steadfast.session_keys', 10), SLEEP(60)");
        await Eventually.TrueAsync(async () => await stack.Database.SqlAsync("SELECT IS_USED_LOCK('steadfast.session_keys') IS NOT NULL") == "1", "the lock is held");
        await using NotesClient late = await NotesClient.StartAsync(new Dictionary<string, string?>(stack.Settings) { ["SignIn__PublicAddress"] = "https://late.example.test" }, "9");
        await Eventually.TrueAsync(async () => int.Parse(await stack.Database.SqlAsync("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE 'SELECT GET_LOCK(CONCAT%'")) >= 2, "it has tried twice");

        int meanwhile = await stack.KeysAsync();
        await stack.Database.SqlAsync("KILL QUERY (SELECT IS_USED_LOCK('steadfast.session_keys'))");
        await SignInStack.ReadyAsync(late);
        await held;

        Assert.Equal((before, before + 1), (meanwhile, await stack.KeysAsync()));
    }

    private static DateTimeOffset TimeOf(XElement key, string name) => DateTimeOffset.Parse(key.Element(name)!.Value, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(240, true)]
    [InlineData(-240, true)]
    [InlineData(-4800, false)]
    [InlineData(-7200, false)]
    public async Task A_clock_that_is_some_minutes_off_hurts_nobody_and_one_that_is_hours_off_is_named(int seconds, bool isGood)
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        await stack.SetClockAsync(TimeSpan.FromSeconds(seconds));
        try
        {
            Page page = await ada.SignInAsync("ada");

            Assert.Equal(isGood ? 200 : 400, page.Status);
            Assert.Equal(!isGood, page.Text.Contains("its clock, or the one of this site, is wrong", StringComparison.Ordinal));
        }
        finally
        {
            await stack.SetClockAsync(TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task Many_sign_ins_that_were_begun_and_not_finished_lock_nobody_out()
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        for (int tab = 0; tab < 60; tab++)
        {
            Assert.Equal(302, (await ada.OpenAsync("/sign-in")).Status);
        }

        Assert.InRange(ada.Names.Count(), 2, 40);
        Assert.Equal(200, (await ada.SignInAsync("ada")).Status);
    }
}

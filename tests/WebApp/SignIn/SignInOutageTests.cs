using System.Diagnostics;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>Outages of everything that a sign-in depends on: the provider, the database, the identity of the machine.</summary>
[Trait("Category", "real-processes")]
public sealed class SignInOutageTests(SignInStack stack) : IClassFixture<SignInStack>
{
    // One request to the provider may take 3 s, and there is some for a machine that runs other tests.
    private const double Bound = 4.5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    public async Task While_the_provider_is_away_who_is_signed_in_goes_on_and_who_is_not_is_told_in_time(string fault)
    {
        stack.Need();
        using Browser ada = stack.Visitor(), ben = stack.Visitor(), known = stack.Visitor(), other = stack.Visitor(instance: 2);
        await ada.SignInAsync("ada");
        // One is on the way back when it happens, one has not begun, one begins at an instance that has not asked the provider yet.
        Uri back = await ben.ComeBackAsAsync("ada");
        await stack.StartAgainAsync(2);
        other.Through = stack.AddressOf(2);
        Break(fault);
        try
        {
            // One that has just heard from the provider sends people there for a second.
            await Eventually.TrueAsync(async () => (await known.OpenAsync("/sign-in")).Status == 503, "an instance that knows the provider has noticed");
            (Page Page, double Seconds)[] answers = await Task.WhenAll(
                TimeAsync(() => ben.OpenAsync(back.ToString())), TimeAsync(() => known.OpenAsync("/sign-in")), TimeAsync(() => other.OpenAsync("/sign-in")), TimeAsync(() => other.OpenAsync("/sign-in")));
            int[] meanwhile = [(await ada.OpenAsync("/")).Status, (await ada.OpenAsync("/api/notes")).Status, (await ada.OpenAsync("/healthz")).Status];
            ada.Through = stack.AddressOf(2);
            int elsewhere = (await ada.OpenAsync("/")).Status;

            Assert.Equal([200, 200, 200, 200], [.. meanwhile, elsewhere]);
            Assert.All(answers, static answer => Assert.Equal((503, "2"), (answer.Page.Status, answer.Page.Headers["Retry-After"])));
            Assert.All(answers, static answer => Assert.Contains("Whoever is signed in goes on working", answer.Page.Text));
            Assert.InRange(answers.Max(static answer => answer.Seconds), 0, Bound);
        }
        finally
        {
            await MendAsync(fault);
        }

        long began = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => (await other.OpenAsync("/sign-in")).Status == 302, "a sign-in can be begun again");
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 3);
        Assert.Equal(200, (await other.SignInAsync("ada")).Status);
    }

    [Fact]
    public async Task Without_the_database_sessions_go_on_and_an_instance_that_starts_serves_them_as_soon_as_it_is_back()
    {
        stack.Need();
        using Browser ada = stack.Visitor();
        await ada.SignInAsync("ada");
        stack.Database.Kill();
        await using NotesClient late = await NotesClient.StartAsync(stack.Settings, "3");

        int known = (await ada.OpenAsync("/")).Status;
        ada.Through = late.Web.Options.Address;
        Page early = await ada.OpenAsync("/");
        Page api = await ada.OpenAsync("/api/notes");
        int probe = (await ada.OpenAsync("/healthz")).Status;
        await stack.Database.RunAsync();
        await Eventually.TrueAsync(async () => (await ada.OpenAsync("/")).Status == 200, "the session is known to the new instance");

        Assert.Equal((200, 503, "1", 503, 200), (known, early.Status, early.Headers["Retry-After"], api.Status, probe));
        Assert.Contains("cannot tell yet who is signed in", early.Text);
    }

    [Fact]
    public async Task The_identity_of_the_machine_vouches_for_the_application_and_without_it_nobody_new_comes_in()
    {
        stack.Need();
        Dictionary<string, string?> settings = new(stack.Settings)
        {
            ["SignIn__ClientId"] = "steadfast-identity",
            ["SignIn__Credential"] = "identity",
            ["IDENTITY_ENDPOINT"] = new Uri(stack.Provider!.Address, "/identity").ToString(),
            ["IDENTITY_HEADER"] = "any",
        };
        await using NotesClient good = await NotesClient.StartAsync(settings, "5");
        await using NotesClient bad = await NotesClient.StartAsync(new Dictionary<string, string?>(settings) { ["IDENTITY_ENDPOINT"] = "http://127.0.0.1:9/" }, "6");
        await Task.WhenAll(SignInStack.ReadyAsync(good), SignInStack.ReadyAsync(bad));
        using Browser ada = new(SignInStack.Site, good.Web.Options.Address), eve = new(SignInStack.Site, bad.Web.Options.Address);

        Page vouched = await ada.SignInAsync("ada");
        Page alone = await eve.SignInAsync("ada");

        Assert.Equal((200, 503), (vouched.Status, alone.Status));
    }

    private void Break(string fault)
    {
        if (fault == "killed")
        {
            stack.Provider!.Kill();
        }
        else
        {
            stack.Provider!.Hang();
        }
    }

    private Task MendAsync(string fault)
    {
        if (fault == "killed")
        {
            return stack.Provider!.StartAsync(Ct);
        }

        stack.Provider!.Continue();
        return Task.CompletedTask;
    }

    private static async Task<(Page Page, double Seconds)> TimeAsync(Func<Task<Page>> ask)
    {
        long began = Stopwatch.GetTimestamp();
        Page page = await ask();
        return (page, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}

using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>What is believed of what a provider says.</summary>
[Trait("Category", "real-processes")]
public sealed class ForgedTokenTests(SignInStack stack) : IClassFixture<SignInStack>
{
    [Fact]
    public async Task A_token_that_is_wrong_in_one_thing_lets_nobody_in()
    {
        stack.Need();
        using ForgingProvider provider = new();
        await using NotesClient instance = await NotesClient.StartAsync(
            new Dictionary<string, string?>(stack.Settings) { ["SignIn__Authority"] = provider.Address.GetLeftPart(UriPartial.Authority) }, "7");
        await SignInStack.ReadyAsync(instance);
        List<string> seen = [];
        foreach (string wrong in (string[])["nothing", "issuer", "audience", "key", "unsigned", "nonce", "no nonce", "expired", "not yet", "500", "429", "400", "307", "half"])
        {
            using Browser browser = new(SignInStack.Site, instance.Web.Options.Address);
            Page page = await provider.SignInAsync(browser, wrong);
            seen.Add($"{wrong}: {page.Status}{(browser.Session is null ? "" : ", in")}");
        }

        Assert.Equal(
            [
                "nothing: 200, in", "issuer: 400", "audience: 400", "key: 400", "unsigned: 400", "nonce: 400", "no nonce: 400", "expired: 400", "not yet: 400",
                "500: 503", "429: 503", "400: 400", "307: 400", "half: 503",
            ],
            seen);
    }

    [Fact]
    public async Task A_session_holds_no_more_of_a_person_than_is_used()
    {
        stack.Need();
        using ForgingProvider provider = new();
        await using NotesClient instance = await NotesClient.StartAsync(
            new Dictionary<string, string?>(stack.Settings) { ["SignIn__Authority"] = provider.Address.GetLeftPart(UriPartial.Authority) }, "8");
        await SignInStack.ReadyAsync(instance);
        using Browser browser = new(SignInStack.Site, instance.Web.Options.Address);

        await provider.SignInAsync(browser);

        // The token itself is longer than 4,000.
        Assert.InRange(browser.Session!.Length, 100, 1000);
    }
}

using System.Web;
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
        foreach (string wrong in (string[])["nothing", "issuer", "audience", "key", "unsigned", "nonce", "no nonce", "expired", "not yet", "500", "429", "400"])
        {
            using Browser browser = new(SignInStack.Site, instance.Web.Options.Address);
            (int status, bool isIn) = await SignInAsync(browser, provider, wrong);
            seen.Add($"{wrong}: {status}{(isIn ? ", in" : "")}");
        }

        Assert.Equal(
            [
                "nothing: 200, in", "issuer: 400", "audience: 400", "key: 400", "unsigned: 400", "nonce: 400", "no nonce: 400", "expired: 400", "not yet: 400",
                "500: 503", "429: 503", "400: 400",
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

        await SignInAsync(browser, provider, "nothing");

        // The token itself is longer than 4,000.
        Assert.InRange(browser.Session!.Length, 100, 1000);
    }

    private static async Task<(int Status, bool IsIn)> SignInAsync(Browser browser, ForgingProvider provider, string wrong)
    {
        Page? begun = null;
        await Eventually.TrueAsync(async () => (begun = await browser.OpenAsync("/sign-in")).Status == 302, "a sign-in is begun");
        var asked = HttpUtility.ParseQueryString(begun!.Location!.Query);
        provider.Wrong = wrong;
        provider.Nonce = asked["nonce"]!;
        Page page = await browser.FollowAsync($"/sign-in/callback?code=any&state={Uri.EscapeDataString(asked["state"]!)}");
        return (page.Status, browser.Session is not null);
    }
}

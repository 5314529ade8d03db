using System.Diagnostics;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>The machine's identity vouches for the application, as the provider and the identity see it.</summary>
[Trait("Category", "real-processes")]
public sealed class ClientAssertionTests(SignInStack stack) : IClassFixture<SignInStack>, IAsyncLifetime
{
    private const string Identity = "11111111-2222-3333-4444-555555555555";

    private readonly ForgingProvider _provider = new();
    private NotesClient _instance = null!;

    public async ValueTask InitializeAsync()
    {
        stack.Need();
        string provider = _provider.Address.GetLeftPart(UriPartial.Authority);
        _instance = await NotesClient.StartAsync(
            new Dictionary<string, string?>(stack.Settings)
            {
                ["SignIn__Authority"] = provider,
                ["SignIn__Credential"] = "identity",
                ["SignIn__IdentityClientId"] = Identity,
                ["IDENTITY_ENDPOINT"] = $"{provider}/identity",
                ["IDENTITY_HEADER"] = "any",
            },
            "7");
        await SignInStack.ReadyAsync(_instance);
    }

    public async ValueTask DisposeAsync()
    {
        await (_instance?.DisposeAsync() ?? ValueTask.CompletedTask);
        _provider.Dispose();
    }

    [Fact]
    public async Task Each_sign_in_is_vouched_for_anew_by_the_identity_that_is_named()
    {
        using Browser one = Visitor(), two = Visitor();

        Assert.Equal((200, 200), ((await _provider.SignInAsync(one)).Status, (await _provider.SignInAsync(two)).Status));

        var identity = _provider.Asked.Where(static each => each["resource"] is not null).Select(static each => (each["resource"], each["client_id"]));
        Assert.Equal([("api://AzureADTokenExchange", Identity)], identity.Distinct());
        var redeemed = _provider.Asked.Where(static each => each["grant_type"] is not null).ToList();
        Assert.Equal(
            [("authorization_code", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", true, null)],
            redeemed.Select(static each => (each["grant_type"], each["client_assertion_type"], each["code_verifier"] is { Length: >= 43 }, each["client_secret"])).Distinct());
        Assert.Equal(2, redeemed.Select(static each => each["client_assertion"]).Distinct().Count());
        Assert.All(redeemed, static each => Assert.StartsWith("voucher ", each["client_assertion"]));
    }

    [Fact]
    public async Task An_identity_that_does_not_answer_keeps_nobody_waiting()
    {
        using Browser browser = Visitor();
        _provider.Silent = "/identity";

        long began = Stopwatch.GetTimestamp();
        Page page = await _provider.SignInAsync(browser);

        Assert.Equal((503, "2", null), (page.Status, page.Headers["Retry-After"], browser.Session));
        // 3 s, and some for a machine that runs other tests.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 6);
    }

    private Browser Visitor() => new(SignInStack.Site, _instance.Web.Options.Address);
}

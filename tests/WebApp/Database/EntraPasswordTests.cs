using Azure.Core;
using Azure.Identity;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "fast")]
public class EntraPasswordTests
{
    private const string Resource = "https://ossrdbms-aad.database.usgovcloudapi.net/";

    private readonly Clock _clock = new();
    private readonly Tokens _tokens;
    private readonly EntraPassword _password;

    public EntraPasswordTests()
    {
        _tokens = new Tokens(_clock);
        _password = new EntraPassword(_tokens, Resource, _clock);
    }

    [Fact]
    public async Task A_token_is_kept_until_five_minutes_before_it_expires()
    {
        List<string> read = [await ReadAsync()];
        _clock.Advance(TimeSpan.FromMinutes(54.9));
        read.Add(await ReadAsync());
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        read.Add(await ReadAsync());

        Assert.Equal(["token 1", "token 1", "token 2"], read);
        Assert.Equal(["https://ossrdbms-aad.database.usgovcloudapi.net/.default"], _tokens.Asked.Distinct());
    }

    [Fact]
    public async Task While_no_new_token_is_given_the_old_one_serves_until_its_end()
    {
        await ReadAsync();
        _tokens.Refuse = true;
        _clock.Advance(TimeSpan.FromMinutes(59));
        string last = await ReadAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<DatabaseFailureException>(ReadAsync);

        Assert.Equal(("token 1", FailureKind.NoCredential), (last, failure.Kind));
    }

    private async Task<string> ReadAsync()
    {
        await _password.PrepareAsync();
        return _password.Read();
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }

    /// <summary>Gives out numbered tokens that last an hour.</summary>
    private sealed class Tokens(TimeProvider clock) : TokenCredential
    {
        public List<string> Asked { get; } = [];

        public bool Refuse { get; set; }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked.AddRange(requestContext.Scopes);
            return Refuse
                ? throw new CredentialUnavailableException("no identity")
                : ValueTask.FromResult(new AccessToken($"token {Asked.Count}", clock.GetUtcNow().AddHours(1)));
        }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

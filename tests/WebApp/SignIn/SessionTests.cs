using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.SignIn;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>How long sessions and their keys last.</summary>
[Trait("Category", "fast")]
public sealed class SessionTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _secret = Path.GetTempFileName();

    public SessionTests() => File.WriteAllText(_secret, "a secret of all instances");

    public void Dispose() => File.Delete(_secret);

    [Fact]
    public void A_session_ends_after_its_time_however_much_it_is_used()
    {
        var builder = WebApplication.CreateBuilder(
        [
            "--SignIn:Mode=oidc", "--SignIn:Authority=https://login.example", "--SignIn:ClientId=a", "--SignIn:PublicAddress=https://a.example", "--SignIn:AllowedGroups=a",
            $"--SignIn:KeysSecretFile={_secret}", "--SignIn:SessionFor=01:30:00",
        ]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddSignIn(database: true);
        using ServiceProvider services = builder.Services.BuildServiceProvider();

        var cookie = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SignInSetup.Session);

        Assert.Equal((TimeSpan.FromMinutes(90), false), (cookie.ExpireTimeSpan, cookie.SlidingExpiration));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("13", true)]
    [InlineData("15", false)]
    [InlineData("1,15", false)]
    [InlineData("15 elsewhere", true)]
    public void Another_key_is_due_two_weeks_before_the_last_one_ends(string daysLeft, bool isDue)
    {
        KeySeal here = Seal("https://a.example");
        SessionKeys keys = new(here, NullLogger<SessionKeys>.Instance);
        string[] all = daysLeft.Split(',', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(isDue, keys.IsDue(all.Select(each => Key(each.Contains("elsewhere", StringComparison.Ordinal) ? Seal("https://b.example") : here, each.Split(' ')[0])), Now));
    }

    [Fact]
    public void A_secret_that_is_too_short_to_be_one_is_refused()
    {
        File.WriteAllText(_secret, "fifteen letters\n");

        Assert.Equal("It holds too little to be a secret: 16 characters are needed.", Assert.Throws<IOException>(() => Seal("https://a.example").Seal("a key")).Message);
    }

    [Fact]
    public void The_same_key_is_never_sealed_in_the_same_way_twice() => Assert.NotEqual(Seal("https://a.example").Seal("a key"), Seal("https://a.example").Seal("a key"));

    private KeySeal Seal(string site) => new(Options.Create(new SignInOptions { PublicAddress = site, KeysSecretFile = _secret }));

    private static SealedKey Key(KeySeal seal, string days) => new(days, seal.Seal(new XElement(
        "key", new XAttribute("id", days), new XElement("expirationDate", Now.AddDays(int.Parse(days, CultureInfo.InvariantCulture)).ToString("O"))).ToString()));
}

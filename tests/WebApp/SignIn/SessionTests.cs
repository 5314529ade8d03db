using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        using ServiceProvider services = Instance("SessionFor=01:30:00");

        var cookie = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SignInSetup.Session);

        Assert.Equal((TimeSpan.FromMinutes(90), false), (cookie.ExpireTimeSpan, cookie.SlidingExpiration));
    }

    [Fact]
    public void A_sign_in_that_was_begun_is_finished_within_ten_minutes_or_not_at_all()
    {
        using ServiceProvider services = Instance();

        var oidc = services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(SignInSetup.Provider);

        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)), (oidc.RemoteAuthenticationTimeout, oidc.ProtocolValidator.NonceLifetime));
    }

    [Theory]
    [InlineData("SessionFor=02:00:00", true)]
    [InlineData("AllowedGroups=b", false)]
    [InlineData("AllowedTenants=b", false)]
    public void What_one_instance_made_is_known_to_another_unless_others_may_come_in_there(string setting, bool isKnown)
    {
        using ServiceProvider here = Instance(), there = Instance(setting);
        SealedKey key = NewKey(here, from: -1);
        Keys(here).Take([key]);
        Keys(there).Take([key]);

        Assert.Equal(isKnown, Opens(there, Protected(here)));
    }

    [Fact]
    public void A_key_that_another_instance_made_is_used_as_soon_as_it_is_read()
    {
        using ServiceProvider here = Instance(), there = Instance();
        SealedKey first = NewKey(here, from: -1), second = NewKey(there, from: -1);
        Keys(here).Take([first]);
        Keys(there).Take([second]);
        string made = Protected(there);
        Assert.False(Opens(here, made));
        CancellationToken changed = here.GetRequiredService<IKeyManager>().GetCacheExpirationToken();

        Keys(here).Take([first, second]);

        Assert.Equal((true, true), (changed.IsCancellationRequested, Opens(here, made)));
    }

    [Fact]
    public void No_instance_makes_a_key_of_its_own_where_the_only_one_there_is_seems_too_young()
    {
        using ServiceProvider here = Instance(), there = Instance();
        SealedKey key = NewKey(here, from: 3);
        Keys(here).Take([key]);
        Keys(there).Take([key]);

        Assert.True(Opens(there, Protected(here)));
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

    private ServiceProvider Instance(params string[] more)
    {
        string[] settings = ["Mode=oidc", "Authority=https://login.example", "ClientId=a", "PublicAddress=https://a.example", "AllowedGroups=a", $"KeysSecretFile={_secret}", .. more];
        var builder = WebApplication.CreateBuilder([.. settings.Select(static each => $"--SignIn:{each}")]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddSignIn(database: true);
        return builder.Services.BuildServiceProvider();
    }

    private static SessionKeys Keys(ServiceProvider instance) => instance.GetRequiredService<SessionKeys>();

    private static SealedKey NewKey(ServiceProvider instance, int from)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        instance.GetRequiredService<IKeyManager>().CreateNewKey(now.AddHours(from), now.AddDays(90));
        return Keys(instance).Sealed();
    }

    private static string Protected(ServiceProvider instance) => instance.GetDataProtector("any").Protect("a session");

    private static bool Opens(ServiceProvider instance, string made)
    {
        try
        {
            return instance.GetDataProtector("any").Unprotect(made) == "a session";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private KeySeal Seal(string site) => new(Options.Create(new SignInOptions { PublicAddress = site, KeysSecretFile = _secret }));

    private static SealedKey Key(KeySeal seal, string days) => new(days, seal.Seal(new XElement(
        "key", new XAttribute("id", days), new XElement("expirationDate", Now.AddDays(int.Parse(days, CultureInfo.InvariantCulture)).ToString("O"))).ToString()));
}

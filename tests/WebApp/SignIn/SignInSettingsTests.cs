using Steadfast.WebApp.SignIn;

namespace Steadfast.WebApp.Tests.SignIn;

[Trait("Category", "fast")]
public sealed class SignInSettingsTests
{
    [Theory]
    [InlineData("Mode", "on", "SignIn__Mode must be 'none' or 'oidc'.")]
    [InlineData("Authority", "", "SignIn__Authority cannot be read: set it to the address of the provider, like https://login.microsoftonline.com/TENANT/v2.0.")]
    [InlineData("Authority", "file:///etc/passwd", "SignIn__Authority cannot be read: set it to the address of the provider, like https://login.microsoftonline.com/TENANT/v2.0.")]
    [InlineData("Authority", "http://login.example/t", "SignIn__Authority is without https: who somebody is may only be told encrypted.")]
    [InlineData("Authority", "https://login.microsoftonline.com/common/v2.0", "SignIn__Authority is for every tenant: name one in it, or set SignIn__AllowedTenants.")]
    [InlineData("ClientId", "", "SignIn__ClientId is empty: set it to the id by which the provider knows this application.")]
    [InlineData("Credential", "secret", "SignIn__Credential must be 'identity' or 'none'.")]
    [InlineData("Credential", "none", "SignIn__Credential is none: that is for a provider on this machine only; leave it out, and the managed identity vouches for the application.")]
    [InlineData("PublicAddress", "", "SignIn__PublicAddress cannot be read: set it to the address by which people reach the site, without a path, like https://staging.example.org.")]
    [InlineData("PublicAddress", "https://staging.example/x", "SignIn__PublicAddress cannot be read: set it to the address by which people reach the site, without a path, like https://staging.example.org.")]
    [InlineData("PublicAddress", "https://staging.example/", "SignIn__PublicAddress cannot be read: set it to the address by which people reach the site, without a path, like https://staging.example.org.")]
    [InlineData("PublicAddress", "https://ada@staging.example", "SignIn__PublicAddress cannot be read: set it to the address by which people reach the site, without a path, like https://staging.example.org.")]
    [InlineData("PublicAddress", "http://staging.example", "SignIn__PublicAddress is without https: a session may only travel encrypted. Put Front Door in front.")]
    [InlineData("AllowedGroups", " , ", "SignIn__AllowedGroups and SignIn__AllowedTenants are empty, so nobody may come in: set one of them.")]
    [InlineData("GroupsClaim", "", "SignIn__GroupsClaim is empty: leave it out, or set it to the claim that lists groups.")]
    [InlineData("SessionFor", "00:01:00", "SignIn__SessionFor must be between 00:05:00 and 1.00:00:00.")]
    [InlineData("SessionFor", "1.00:00:01", "SignIn__SessionFor must be between 00:05:00 and 1.00:00:00.")]
    [InlineData("KeysSecretFile", "", "SignIn__KeysSecretFile is empty: set it to a file with a secret that all instances share.")]
    public void A_wrong_setting_is_named_with_the_way_out_and_nothing_else_is(string name, string value, string message)
    {
        SignInOptions options = Good();
        var property = typeof(SignInOptions).GetProperty(name)!;
        property.SetValue(options, property.PropertyType == typeof(TimeSpan) ? TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value);

        Assert.Equal([message], new SignInSettings(hasDatabase: true).Validate(null, options).Failures);
    }

    [Fact]
    public void Good_settings_are_taken_and_without_sign_in_nothing_is_asked_for()
    {
        Assert.True(new SignInSettings(hasDatabase: true).Validate(null, Good()).Succeeded);
        Assert.True(new SignInSettings(hasDatabase: false).Validate(null, new SignInOptions()).Succeeded);
    }

    [Fact]
    public void Without_a_database_there_is_no_sign_in() => Assert.Equal(
        ["SignIn__Mode is oidc and there is no database: set STEADFAST_DATABASE_HOST, because the keys of sessions are kept there."],
        new SignInSettings(hasDatabase: false).Validate(null, Good()).Failures);

    private static SignInOptions Good() => new()
    {
        Mode = "oidc",
        Authority = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0",
        ClientId = "app",
        PublicAddress = "https://staging.example.org",
        AllowedGroups = "group",
        KeysSecretFile = "/run/secrets/sign-in-keys",
    };
}

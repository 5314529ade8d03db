using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.SignIn;

/// <summary>Refuses settings with which nobody, or everybody, could come in. Each sentence names the setting and the way out.</summary>
/// <param name="hasDatabase">Whether there is a database, which keeps the keys of sessions.</param>
internal sealed class SignInSettings(bool hasDatabase) : IValidateOptions<SignInOptions>
{
    private static readonly (TimeSpan Min, TimeSpan Max) SessionBounds = (TimeSpan.FromMinutes(5), TimeSpan.FromHours(24));
    private static readonly string[] ForEveryTenant = ["common", "organizations", "consumers"];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        string[] wrong = options.Mode switch
        {
            "none" => [],
            "oidc" => [.. WrongIn(options)],
            _ => ["SignIn__Mode must be 'none' or 'oidc'."],
        };
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    /// <summary>Tells whether the provider's address is for every tenant.</summary>
    internal static bool IsForEveryTenant(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address) && address.Segments.Any(static part => ForEveryTenant.Contains(part.Trim('/')));

    private IEnumerable<string> WrongIn(SignInOptions options) =>
    [
        .. hasDatabase ? [] : (string[])["SignIn__Mode is oidc and there is no database: set STEADFAST_DATABASE_HOST, because the keys of sessions are kept there."],
        .. WrongProvider(options), .. WrongAddress(options.PublicAddress), .. WrongAccess(options), .. WrongSecret(options.KeysSecretFile),
        .. options.SessionFor < SessionBounds.Min || options.SessionFor > SessionBounds.Max
            ? (string[])[$"SignIn__SessionFor must be between {SessionBounds.Min:c} and {SessionBounds.Max:c}."] : [],
    ];

    private static IEnumerable<string> WrongProvider(SignInOptions options)
    {
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || !authority.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            yield return "SignIn__Authority cannot be read: set it to the address of the provider, like https://login.microsoftonline.com/TENANT/v2.0.";
            yield break;
        }

        if (authority.Scheme != Uri.UriSchemeHttps && !authority.IsLoopback)
        {
            yield return "SignIn__Authority is without https: who somebody is may only be told encrypted.";
        }

        if (options.ClientId.Length == 0)
        {
            yield return "SignIn__ClientId is empty: set it to the id by which the provider knows this application.";
        }

        if (options.Credential is not ("identity" or "none"))
        {
            yield return "SignIn__Credential must be 'identity' or 'none'.";
        }

        if (options.Credential == "none" && !authority.IsLoopback)
        {
            yield return "SignIn__Credential is none: that is for a provider on this machine only; leave it out, and the managed identity vouches for the application.";
        }
    }

    private static IEnumerable<string> WrongAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.PathAndQuery != "/" || address.UserInfo.Length > 0 || text.EndsWith('/'))
        {
            yield return "SignIn__PublicAddress cannot be read: set it to the address by which people reach the site, without a path, like https://staging.example.org.";
        }
        else if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            yield return "SignIn__PublicAddress is without https: a session may only travel encrypted. Put Front Door in front.";
        }
    }

    private static IEnumerable<string> WrongAccess(SignInOptions options)
    {
        if (options.Groups.Length == 0 && options.Tenants.Length == 0)
        {
            yield return "SignIn__AllowedGroups and SignIn__AllowedTenants are empty, so nobody may come in: set one of them.";
        }
        else if (options.Tenants.Length == 0 && IsForEveryTenant(options.Authority))
        {
            yield return "SignIn__Authority is for every tenant: name one in it, or set SignIn__AllowedTenants.";
        }

        if (options.GroupsClaim.Length == 0)
        {
            yield return "SignIn__GroupsClaim is empty: leave it out, or set it to the claim that lists groups.";
        }
    }

    private static IEnumerable<string> WrongSecret(string file)
    {
        if (file.Length == 0)
        {
            yield return "SignIn__KeysSecretFile is empty: set it to a file with a secret that all instances share.";
        }
    }
}

using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Steadfast.WebApp.SignIn;

internal static class SignInSetup
{
    /// <summary>Name of the scheme by which a session is recognized.</summary>
    public const string Session = "session";

    /// <summary>Name of the scheme by which people sign in.</summary>
    public const string Provider = "provider";

    /// <summary>Part of the names of cookies of sign-ins that were begun.</summary>
    public const string BegunCookie = "steadfast-begun";

    // A sign-in that was begun must be finished within it.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Registers the sign-in if one is configured. The application starts whether or not the provider can be reached.</summary>
    /// <param name="database">Whether there is a database, which keeps the keys of sessions.</param>
    /// <returns>Whether there is one.</returns>
    public static bool AddSignIn(this WebApplicationBuilder builder, bool database)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<SignInOptions>>(new SignInSettings(database));
        services.AddOptions<SignInOptions>().BindConfiguration("SignIn").ValidateOnStart();
        if (!database || builder.Configuration["SignIn:Mode"] != "oidc")
        {
            return false;
        }

        // A key that cannot be had is told where it is asked for.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.None);
        services.AddSessionKeys();
        services.AddSingleton<SignInPages>();
        services.AddSingleton<SignInGate>();
        services.AddSingleton<ProviderChannel>();
        services.AddSingleton<ProviderMetadata>();
        services.AddSingleton<ClientAssertion>();
        services.AddSingleton<ProviderEvents>();
        services.AddAuthentication().AddCookie(Session).AddOpenIdConnect(Provider, static _ => { });
        services.AddOptions<CookieAuthenticationOptions>(Session).Configure<IOptions<SignInOptions>>(static (cookie, own) => SetSession(cookie, own.Value));
        services.AddOptions<OpenIdConnectOptions>(Provider).Configure<IServiceProvider>(SetProvider);
        return true;
    }

    private static void AddSessionKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeySeal>();
        services.AddSingleton<SessionKeys>();
        services.AddSingleton<IKeyManager, SessionKeyManager>();
        services.AddHostedService<SessionKeyWatch>();
        services.AddDataProtection();
        services.AddOptions<KeyManagementOptions>().Configure<SessionKeys>(static (management, keys) =>
        {
            management.XmlRepository = keys;
            management.AutoGenerateKeys = false;
        });
        // Who may come in is a part of it: whoever changes that signs everybody out.
        services.AddOptions<DataProtectionOptions>().Configure<IOptions<SignInOptions>>(static (protection, own) =>
            protection.ApplicationDiscriminator = $"{own.Value.Environment}\n{own.Value.AllowedGroups}\n{own.Value.AllowedTenants}");
    }

    private static void SetSession(CookieAuthenticationOptions cookie, SignInOptions own)
    {
        // With this prefix a browser takes the cookie only from this very host, and only encrypted.
        cookie.Cookie.Name = own.IsSecure ? "__Host-steadfast-session" : "steadfast-session";
        Set(cookie.Cookie, own);
        cookie.Cookie.Path = "/";
        cookie.ExpireTimeSpan = own.SessionFor;
        cookie.SlidingExpiration = false;
    }

    private static void SetProvider(OpenIdConnectOptions oidc, IServiceProvider services)
    {
        SignInOptions own = services.GetRequiredService<IOptions<SignInOptions>>().Value;
        oidc.ConfigurationManager = services.GetRequiredService<ProviderMetadata>();
        oidc.EventsType = typeof(ProviderEvents);
        oidc.BackchannelHttpHandler = services.GetRequiredService<ProviderChannel>();
        oidc.SignInScheme = Session;
        oidc.Authority = own.Authority;
        oidc.RequireHttpsMetadata = !new Uri(own.Authority).IsLoopback;
        oidc.ClientId = own.ClientId;
        oidc.CallbackPath = SignInApi.CallbackPath;
        // Nothing but the call back is answered without a session.
        oidc.SignedOutCallbackPath = PathString.Empty;
        oidc.RemoteSignOutPath = PathString.Empty;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // People come back by a link and not by a form of another site, for which no cookie would be sent.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        oidc.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        oidc.MapInboundClaims = false;
        oidc.DisableTelemetry = true;
        oidc.RemoteAuthenticationTimeout = Timeout;
        oidc.ProtocolValidator.NonceLifetime = Timeout;
        oidc.TokenValidationParameters.ValidIssuers = SignInRules.Issuers(own);
        SetBegun(oidc.CorrelationCookie, "c-", own);
        SetBegun(oidc.NonceCookie, "n-", own);
    }

    private static void SetBegun(CookieBuilder cookie, string prefix, SignInOptions own)
    {
        cookie.Name = $"{(own.IsSecure ? "__Secure-" : "")}{prefix}{BegunCookie}.";
        cookie.Path = SignInApi.Path;
        Set(cookie, own);
    }

    // Lax: it comes along when the provider, or a link in a mail, leads here.
    private static void Set(CookieBuilder cookie, SignInOptions own)
    {
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = own.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        cookie.IsEssential = true;
    }
}

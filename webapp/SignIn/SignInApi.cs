using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Steadfast.WebApp.SignIn;

/// <summary>Begins and ends a session. These pages are seen without one.</summary>
internal static class SignInApi
{
    /// <summary>Path that begins a sign-in.</summary>
    public const string Path = "/sign-in";

    /// <summary>Path to which the provider sends people back.</summary>
    public const string CallbackPath = Path + "/callback";

    /// <summary>Path that ends a session.</summary>
    public const string OutPath = "/sign-out";

    /// <summary>Query that asks for another account than the one the provider remembers.</summary>
    public const string AsAnother = "as=another";

    private const string Return = "return";

    // Each sign-in that was begun and not finished leaves two cookies for some minutes; too many would be more than a request may carry.
    private const int MaxBegun = 16;

    /// <summary>Address that begins a sign-in and leads back to a page.</summary>
    public static string AddressFor(string back) => back == "/" ? Path : $"{Path}?{Return}={Uri.EscapeDataString(back)}";

    /// <summary>Maps the pages.</summary>
    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(Path, BeginAsync).ExcludeFromDescription();
        app.MapGet(OutPath, ShowEndAsync).ExcludeFromDescription();
        app.MapPost(OutPath, EndAsync).ExcludeFromDescription();
    }

    private static async Task BeginAsync(HttpContext context, SignInPages pages, ProviderMetadata provider, ILogger<ProviderEvents> log)
    {
        string back = LocalAddress.Of(context.Request.Query[Return]);
        AuthenticationProperties properties = new() { RedirectUri = back };
        if (context.Request.QueryString.Value == $"?{AsAnother}")
        {
            properties.SetParameter(OpenIdConnectParameterNames.Prompt, "login");
        }

        ForgetBegun(context);
        try
        {
            await provider.LookAsync(context.RequestAborted);
            await context.ChallengeAsync(SignInSetup.Provider, properties);
        }
        catch (Exception e) when (ProviderAwayException.IsCauseOf(e))
        {
            log.NotBegun();
            await pages.AwayAsync(context, back);
        }
    }

    private static Task ShowEndAsync(HttpContext context, SignInPages pages, ProviderMetadata provider) => context.User.Identity is { IsAuthenticated: true } person
        ? pages.SignOutAsync(context, person.Name ?? "")
        : pages.SignedOutAsync(context, provider.Known?.EndSessionEndpoint ?? "");

    private static async Task EndAsync(HttpContext context)
    {
        await context.SignOutAsync(SignInSetup.Session);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = OutPath;
    }

    private static void ForgetBegun(HttpContext context)
    {
        string[] begun = [.. context.Request.Cookies.Keys.Where(static name => name.Contains(SignInSetup.BegunCookie, StringComparison.Ordinal))];
        if (begun.Length < MaxBegun)
        {
            return;
        }

        foreach (string name in begun)
        {
            context.Response.Cookies.Delete(name, new() { Path = Path, Secure = context.Request.IsHttps, HttpOnly = true });
        }
    }
}

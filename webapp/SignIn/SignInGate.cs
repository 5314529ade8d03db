using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Health;
using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.SignIn;

/// <summary>
/// Lets in whoever has a session. What is not named here needs one, also what is added later: open are the probe, the reports to the automation
/// and the sign-in itself.
/// </summary>
internal sealed class SignInGate(SessionKeys keys, SignInPages pages, IOptions<SignInOptions> options)
{
    private readonly Uri _address = new(options.Value.PublicAddress);

    /// <summary>Puts the gate before everything that comes after.</summary>
    public static void Use(WebApplication app)
    {
        SignInGate gate = app.Services.GetRequiredService<SignInGate>();
        app.Use(gate.PrepareAsync);
        app.UseAuthentication();
        app.Use(gate.CheckAsync);
    }

    /// <summary>Tells whether a request of a browser comes from a page of another site, for which the browser would send the session along.</summary>
    internal static bool IsForged(HttpRequest request, Uri site)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return false;
        }

        string place = request.Headers["Sec-Fetch-Site"].ToString(), origin = request.Headers.Origin.ToString();
        return place.Length > 0
            ? place is not ("same-origin" or "none")
            : origin.Length > 0 && !string.Equals(origin, site.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOpen(HttpContext context) => context.Request.Path.Value switch
    {
        HealthApi.Path => true,
        // The network lets the automation reach an instance without a proxy, and nobody else.
        StatusApi.Path or LastRequestsApi.Path or WriteTrialApi.Path => LastRequestsApi.IsFromTheAutomation(context),
        _ => false,
    };

    private static bool IsSignIn(PathString path) => path.Value is SignInApi.Path or SignInApi.OutPath;

    private static bool IsNavigation(HttpContext context) => !ApiErrors.IsApi(context)
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    // Behind Front Door a request comes as http and with the name of the balancer; what is made of it must lead back to the site.
    private Task PrepareAsync(HttpContext context, RequestDelegate next)
    {
        if (IsOpen(context))
        {
            return next(context);
        }

        context.Request.Scheme = _address.Scheme;
        context.Request.Host = new(_address.Authority);
        return keys.IsReady ? next(context) : pages.NotReadyAsync(context);
    }

    private async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (IsOpen(context))
        {
            await next(context);
            return;
        }

        if (IsForged(context.Request, _address))
        {
            await Problems.Of(StatusCodes.Status403Forbidden, "This request comes from another site", "Open the page itself.").ExecuteAsync(context);
            return;
        }

        AuthenticateResult session = await context.AuthenticateAsync(SignInSetup.Session);
        if (session.Succeeded)
        {
            context.User = session.Principal;
            await next(context);
        }
        else if (IsSignIn(context.Request.Path))
        {
            await next(context);
        }
        else
        {
            await RefuseAsync(context);
        }
    }

    private Task RefuseAsync(HttpContext context)
    {
        if (IsNavigation(context))
        {
            string back = LocalAddress.Of(context.Request.Path + context.Request.QueryString);
            // In full: a sign-in that is begun under another name of the site could not be finished under this one.
            context.Response.Redirect(_address.GetLeftPart(UriPartial.Authority) + SignInApi.AddressFor(back));
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = "Session";
        return Problems.Of(StatusCodes.Status401Unauthorized, "You are not signed in", "Open the page in a browser again to sign in.", "signIn").ExecuteAsync(context);
    }
}

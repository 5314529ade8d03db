using System.Text.Encodings.Web;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Home;

namespace Steadfast.WebApp.SignIn;

/// <summary>The few pages that are seen without a session. A program gets a problem instead.</summary>
internal sealed class SignInPages
{
    private readonly string _template;
    private readonly string _policy;

    public SignInPages()
    {
        string css = EmbeddedText.Read("home.css");
        _template = EmbeddedText.Read("signin.html").Replace("{{css}}", css, StringComparison.Ordinal);
        // The button that ends a session is a form.
        _policy = ContentSecurityPolicy.For(css, "").Replace("form-action 'none'", "form-action 'self'", StringComparison.Ordinal);
    }

    /// <summary>503: the provider is away.</summary>
    public Task AwayAsync(HttpContext context, string back)
    {
        context.Response.Headers.RetryAfter = "2";
        return SendAsync(context, StatusCodes.Status503ServiceUnavailable, "Sign-in is not possible just now",
            "The provider of the sign-in does not answer. Whoever is signed in goes on working. Please try again in a moment.", Link(SignInApi.AddressFor(back), "Try again"));
    }

    /// <summary>503: the keys of sessions have not been read yet, because the database is away.</summary>
    public Task NotReadyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return SendAsync(context, StatusCodes.Status503ServiceUnavailable, "The database is away",
            "This server was just started and cannot tell yet who is signed in. Please try again in a moment.", Link("/", "Try again"));
    }

    /// <summary>403: the person may not come in.</summary>
    public Task RefusedAsync(HttpContext context, string why) =>
        SendAsync(context, StatusCodes.Status403Forbidden, "No access", why, Link($"{SignInApi.Path}?{SignInApi.AsAnother}", "Sign in with another account"));

    /// <summary>400: the sign-in could not be finished.</summary>
    public Task FailedAsync(HttpContext context, string back, string why) =>
        SendAsync(context, StatusCodes.Status400BadRequest, "You are not signed in", why, Link(SignInApi.AddressFor(back), "Sign in"));

    /// <summary>The page with the button that ends a session.</summary>
    public Task SignOutAsync(HttpContext context, string name) => SendAsync(context, StatusCodes.Status200OK, "Sign out", $"You are signed in as {name}.",
        $"<form method=\"post\" action=\"{SignInApi.OutPath}\"><button class=\"button\">Sign out</button></form>{Link("/", "Back")}");

    /// <summary>The page after that.</summary>
    /// <param name="context">The request.</param>
    /// <param name="atProvider">Where the account itself is signed out, which other sites may use too; empty when that is not known.</param>
    public Task SignedOutAsync(HttpContext context, string atProvider) => SendAsync(context, StatusCodes.Status200OK, "You are signed out",
        "On a computer that others use, sign out of your account at the provider too.",
        Link(SignInApi.Path, "Sign in") + (atProvider.Length == 0 ? "" : Link(atProvider, "Sign out at the provider")));

    private static string Link(string address, string text) => $"<a class=\"button\" href=\"{HtmlEncoder.Default.Encode(address)}\">{text}</a>";

    private Task SendAsync(HttpContext context, int status, string title, string text, string actions)
    {
        if (ApiErrors.IsApi(context))
        {
            return Problems.Of(status, title, text).ExecuteAsync(context);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = _policy;
        return context.Response.WriteAsync(_template
            .Replace("{{title}}", title, StringComparison.Ordinal)
            .Replace("{{actions}}", actions, StringComparison.Ordinal)
            .Replace("{{text}}", HtmlEncoder.Default.Encode(text), StringComparison.Ordinal), context.RequestAborted);
    }
}

using System.Net;
using System.Text.RegularExpressions;

namespace Steadfast.Local.Stack.SignIn;

/// <summary>Someone who signs in at the site as a browser does, with the help of <see cref="OidcProvider"/>.</summary>
public static partial class SiteVisitor
{
    /// <summary>Signs in and returns the session, as the header <c>Cookie</c> has it.</summary>
    /// <param name="site">Address of the site.</param>
    /// <param name="person">Name of a person whom the provider knows.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="HttpRequestException">It did not come to a session; the message says how far it went.</exception>
    public static async Task<string> SignInAsync(Uri site, string person, CancellationToken ct)
    {
        CookieContainer cookies = new();
        using HttpClient http = new(new SocketsHttpHandler { CookieContainer = cookies }) { Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using HttpResponseMessage choice = await http.GetAsync(new Uri(site, "/sign-in"), ct);
        string page = await choice.Content.ReadAsStringAsync(ct);
        if (Action().Match(page) is not { Success: true } form)
        {
            throw new HttpRequestException(
                $"{choice.RequestMessage?.RequestUri} answers {(int)choice.StatusCode} and does not ask who one is.", null,
                choice.StatusCode);
        }

        using FormUrlEncodedContent answer = new(new Dictionary<string, string> { ["as"] = person });
        using HttpResponseMessage end = await http.PostAsync(new Uri(choice.RequestMessage!.RequestUri!, form.Groups[1].Value), answer, ct);
        return cookies.GetCookies(site)
            .SingleOrDefault(static cookie => cookie.Name.EndsWith("steadfast-session", StringComparison.Ordinal)) is { } session
            ? $"{session.Name}={session.Value}"
            : throw new HttpRequestException(
                $"{end.RequestMessage?.RequestUri?.AbsolutePath} answers {(int)end.StatusCode}, and there is no session.", null,
                end.StatusCode);
    }

    [GeneratedRegex("<form method=\"post\" action=\"(/people/[^\"]+)\"")]
    private static partial Regex Action();
}

using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Steadfast.WebApp.Tests.SignIn;

/// <summary>An OpenID provider that gives out what a test wants: tokens that are wrong in one thing. Below /identity it vouches as a machine does for its own.</summary>
internal sealed class ForgingProvider : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);

    /// <summary>Begins to answer.</summary>
    public ForgingProvider()
    {
        Address = new($"http://{Loopback.Free()}");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>What is wrong with the next token; "nothing" for a good one.</summary>
    public string Wrong { get; set; } = "nothing";

    /// <summary>The nonce that was asked for.</summary>
    public string Nonce { get; set; } = "";

    /// <summary>Each request for a token, and for what vouches for the application, as they came.</summary>
    public ConcurrentQueue<NameValueCollection> Asked { get; } = [];

    /// <summary>Path that is asked and answers no more; empty for none.</summary>
    public string Silent { get; set; } = "";

    private string Issuer => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Signs somebody in with a token that is wrong in this.</summary>
    public async Task<Page> SignInAsync(Browser browser, string wrong = "nothing")
    {
        Page? begun = null;
        await Eventually.TrueAsync(async () => (begun = await browser.OpenAsync("/sign-in")).Status == 302, "a sign-in is begun");
        var asked = HttpUtility.ParseQueryString(begun!.Location!.Query);
        Wrong = wrong;
        Nonce = asked["nonce"]!;
        return await browser.FollowAsync($"/sign-in/callback?code=any&state={Uri.EscapeDataString(asked["state"]!)}");
    }

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
        _otherKey.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using StreamReader body = new(context.Request.InputStream);
                Asked.Enqueue(context.Request.HttpMethod == "POST" ? HttpUtility.ParseQueryString(await body.ReadToEndAsync()) : context.Request.QueryString);
                if (context.Request.Url!.AbsolutePath != Silent)
                {
                    await AnswerAsync(context);
                }
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // It has been closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        (int status, object body) = Answer(context.Request.Url!.AbsolutePath);
        try
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            if (status == 307)
            {
                context.Response.RedirectLocation = Issuer + "/elsewhere";
            }

            await JsonSerializer.SerializeAsync(context.Response.OutputStream, body);
            await context.Response.OutputStream.FlushAsync();
            if (Wrong != "half" || context.Request.HttpMethod != "POST")
            {
                context.Response.Close();
            }
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException)
        {
            // Who asked has given up; the next one is answered.
        }
    }

    private (int Status, object Body) Answer(string path) => path switch
    {
        "/keys" => (200, new { keys = new[] { Public(_key) } }),
        "/token" when int.TryParse(Wrong, out int status) => (status, new { error = "server_error" }),
        "/identity" => (200, new { access_token = $"voucher {Asked.Count}", expires_on = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60}", resource = "any", token_type = "Bearer" }),
        "/token" or "/elsewhere" => (200, new { access_token = "any", token_type = "Bearer", id_token = Token() }),
        _ => (200, new
        {
            issuer = Issuer,
            authorization_endpoint = Issuer + "/authorize",
            token_endpoint = Issuer + "/token",
            jwks_uri = Issuer + "/keys",
            response_types_supported = (string[])["code"],
            subject_types_supported = (string[])["public"],
            id_token_signing_alg_values_supported = (string[])["RS256"],
        }),
    };

    private string Token()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Dictionary<string, object> claims = new() { ["sub"] = "ada", ["name"] = "Ada", ["groups"] = (string[])["staging"], ["unneeded"] = new string('x', 3000), ["nonce"] = Wrong == "nonce" ? "another" : Nonce };
        if (Wrong == "no nonce")
        {
            claims.Remove("nonce");
        }

        SecurityTokenDescriptor token = new()
        {
            Issuer = Wrong == "issuer" ? "https://other.example" : Issuer,
            Audience = Wrong == "audience" ? "another" : "steadfast",
            IssuedAt = now.AddHours(-2),
            NotBefore = Wrong == "not yet" ? now.AddHours(1) : now.AddHours(-2),
            Expires = Wrong == "expired" ? now.AddHours(-1) : now.AddHours(2),
            Claims = claims,
            SigningCredentials = Wrong == "unsigned" ? null : new(new RsaSecurityKey(Wrong == "key" ? _otherKey : _key) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
        };
        return new JsonWebTokenHandler().CreateToken(token);
    }

    private static object Public(RSA key)
    {
        RSAParameters numbers = key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "1", n = Base64UrlEncoder.Encode(numbers.Modulus), e = Base64UrlEncoder.Encode(numbers.Exponent) };
    }
}

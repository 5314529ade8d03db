using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>
/// Gives tokens to the app's own identity, as App Service does: the app finds it by IDENTITY_ENDPOINT and IDENTITY_HEADER. Contract: the
/// REST reference in "How to use managed identities for App Service and Azure Functions", api-version 2019-08-01.
/// </summary>
public sealed class IdentityEndpoint : IAsyncDisposable
{
    /// <summary>The header that shows that the caller is the app.</summary>
    public const string Header = "X-IDENTITY-HEADER";

    private const string ApiVersion = "2019-08-01";
    private const string Path = "/msi/token";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private readonly IdentityOptions _options;
    private readonly WebApplication _app;

    /// <summary>Prepares it; nothing listens before <see cref="StartAsync"/>.</summary>
    public IdentityEndpoint(IdentityOptions options)
    {
        _options = options;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls(options.Url.ToString());
        _app = builder.Build();
        _app.MapGet(Path, GiveAsync);
    }

    /// <summary>The address that the app is told.</summary>
    public Uri Url => new(_options.Url, Path);

    /// <summary>The secret that the app is told, and nobody else.</summary>
    public string Secret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Begins to listen.</summary>
    public Task StartAsync(CancellationToken ct) => _app.StartAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task GiveAsync(HttpContext context)
    {
        (int status, object answer) = Answer(context.Request);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private (int Status, object Answer) Answer(HttpRequest request)
    {
        byte[] shown = Encoding.UTF8.GetBytes(request.Headers[Header].ToString());
        if (!CryptographicOperations.FixedTimeEquals(shown, Encoding.UTF8.GetBytes(Secret)))
        {
            return Refused(StatusCodes.Status401Unauthorized, $"The header {Header} is not the app's.");
        }

        if (request.Query["api-version"] != ApiVersion)
        {
            return Refused(StatusCodes.Status400BadRequest, $"api-version must be {ApiVersion}.");
        }

        string resource = request.Query["resource"].ToString();
        if (resource.TrimEnd('/') != _options.Audience.TrimEnd('/'))
        {
            return Refused(StatusCodes.Status400BadRequest, $"The identity has no token for '{resource}', only for {_options.Audience}.");
        }

        return (StatusCodes.Status200OK, new
        {
            access_token = _options.Token,
            expires_on = $"{(_options.Clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds()}",
            resource,
            token_type = "Bearer",
        });
    }

    private static (int Status, object Answer) Refused(int status, string message) => (status, new { statusCode = status, message });
}

/// <summary>Settings of the identity endpoint.</summary>
/// <param name="Url">Where it listens: a loopback address.</param>
/// <param name="Audience">For whom it gives tokens.</param>
/// <param name="Token">The token.</param>
/// <param name="Clock">Tells when a token expires.</param>
public sealed record IdentityOptions(Uri Url, string Audience, string Token, TimeProvider Clock);

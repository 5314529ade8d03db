using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Lets tools sign in as a service principal: any client id, and the control plane's token as the secret, in the OAuth 2.0 client
/// credentials flow. They get the token back, so nobody who does not have it gets in.
/// </summary>
internal sealed class SignInEndpoints(EmulatorOptions options)
{
    // The part of an authority's address that makes the libraries of Microsoft take it for one on its own premises, and ask no other about
    // it.
    private const string OwnAuthority = "adfs";

    /// <summary>Audience of tokens, as public Azure words it.</summary>
    public const string Audience = "https://management.azure.com/";

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").WithMetadata(OpenEndpoint.Mark);
        open.MapGet("/metadata/endpoints", Metadata);
        open.MapGet("/{tenant}/.well-known/openid-configuration", Configuration);
        open.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", Configuration);
        open.MapPost("/{tenant}/oauth2/token", TokenAsync);
        open.MapPost("/{tenant}/oauth2/v2.0/token", TokenAsync);
    }

    // What "az cloud register" asks for.
    private static IResult Metadata(HttpRequest request) => ArmJson.Ok(new
    {
        galleryEndpoint = "",
        graphEndpoint = Audience,
        portalEndpoint = "",
        resourceManager = ArmLinks.Host(request),
        authentication = new { loginEndpoint = ArmLinks.Of(request, $"/{OwnAuthority}"), audiences = new[] { Audience } },
    });

    private static IResult Configuration(HttpRequest request, string tenant) => ArmJson.Ok(new
    {
        issuer = ArmLinks.Of(request, $"/{tenant}"),
        authorization_endpoint = ArmLinks.Of(request, $"/{tenant}/oauth2/authorize"),
        token_endpoint = ArmLinks.Of(request, $"/{tenant}/oauth2/token"),
        token_endpoint_auth_methods_supported = new[] { "client_secret_post" },
        response_types_supported = new[] { "token" },
        subject_types_supported = new[] { "public" },
        id_token_signing_alg_values_supported = new[] { "none" },
    });

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return Refused(400, "invalid_request", "The body must be a form.");
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (form["grant_type"] != "client_credentials")
        {
            return Refused(400, "unsupported_grant_type", "Only client_credentials is offered: sign in as a service principal.");
        }

        var secret = Encoding.UTF8.GetBytes(form["client_secret"].ToString());
        if (!CryptographicOperations.FixedTimeEquals(secret, Encoding.UTF8.GetBytes(options.BearerToken)))
        {
            return Refused(401, "invalid_client", "The client secret must be the control plane's token.");
        }

        var seconds = (int)TokenLifetime.TotalSeconds;
        return ArmJson.Ok(
            new { token_type = "Bearer", expires_in = seconds, ext_expires_in = seconds, access_token = options.BearerToken });
    }

    private static IResult Refused(int status, string error, string description) =>
        ArmJson.Status(status, new { error, error_description = description });
}

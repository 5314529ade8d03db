using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Steadfast.WebApp.SignIn;

/// <summary>
/// Shows the provider that it is this application that redeems a code: by a token of the machine's managed identity, which the provider was
/// told to trust (workload identity federation). So there is no secret that could leak or expire.
/// </summary>
internal sealed class ClientAssertion(IOptions<SignInOptions> options, TimeProvider clock)
{
    private const string Kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly TokenRequestContext _exchange = new([$"{options.Value.AssertionAudience.TrimEnd('/')}/.default"]);
    private readonly ManagedIdentityCredential? _identity = options.Value.Credential == "none" ? null : new(Identity(options.Value.IdentityClientId));

    /// <summary>Puts it into a request for a token.</summary>
    /// <exception cref="ProviderAwayException">The identity cannot be asked now.</exception>
    public async Task AddAsync(OpenIdConnectMessage request, CancellationToken cancellation)
    {
        if (_identity is null)
        {
            return;
        }

        using CancellationTokenSource deadline = new(Deadline, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            request.ClientAssertion = (await _identity.GetTokenAsync(_exchange, either.Token)).Token;
            request.ClientAssertionType = Kind;
        }
        catch (Exception e) when (e is AuthenticationFailedException or OperationCanceledException)
        {
            throw new ProviderAwayException(e);
        }
    }

    private static ManagedIdentityId Identity(string clientId) =>
        clientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId);
}

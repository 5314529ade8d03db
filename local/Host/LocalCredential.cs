using Azure.Core;

namespace Steadfast.Local.Host;

/// <summary>The identity of the Function App towards the emulated control plane: a token made for this run.</summary>
public sealed class LocalCredential(string token, TimeProvider clock) : TokenCredential
{
    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(token, clock.GetUtcNow().AddHours(1));

    /// <inheritdoc/>
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}

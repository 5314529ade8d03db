using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.SignIn;

/// <summary>The manager of the framework, which looks again as soon as <see cref="SessionKeys"/> has others: by itself it does so once a day.</summary>
internal sealed class SessionKeyManager(IOptions<KeyManagementOptions> options, IActivator activator, ILoggerFactory log, SessionKeys keys) : IKeyManager
{
    private readonly XmlKeyManager _inner = new(options, activator, log);

    /// <inheritdoc/>
    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => _inner.CreateNewKey(activationDate, expirationDate);

    /// <inheritdoc/>
    public IReadOnlyCollection<IKey> GetAllKeys() => _inner.GetAllKeys();

    /// <inheritdoc/>
    public CancellationToken GetCacheExpirationToken() => keys.Changed;

    /// <inheritdoc/>
    public void RevokeKey(Guid keyId, string? reason = null) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => throw new NotSupportedException();
}

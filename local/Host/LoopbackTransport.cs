using Azure.Core;
using Azure.Core.Pipeline;

namespace Steadfast.Local.Host;

/// <summary>
/// Sends what the Azure SDK addresses to <c>https://management.azure.com</c> to the emulated control plane instead. It is done below the
/// pipeline, because the SDK refuses to put a bearer token on plain HTTP.
/// </summary>
public sealed class LoopbackTransport(Uri target) : HttpClientTransport(
    new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) }))
{
    /// <inheritdoc/>
    public override void Process(HttpMessage message)
    {
        Uri asked = Redirect(message);
        try
        {
            base.Process(message);
        }
        finally
        {
            message.Request.Uri.Reset(asked);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Uri asked = Redirect(message);
        try
        {
            await base.ProcessAsync(message);
        }
        finally
        {
            // A retry passes the bearer token policy again, which must see the address that was asked for.
            message.Request.Uri.Reset(asked);
        }
    }

    private Uri Redirect(HttpMessage message)
    {
        Uri asked = message.Request.Uri.ToUri();
        // The control plane builds its links from what it was asked for, and the SDK follows none that is not https.
        message.Request.Headers.SetValue("X-Forwarded-Proto", asked.Scheme);
        message.Request.Headers.SetValue("X-Forwarded-Host", asked.Authority);
        message.Request.Uri.Scheme = target.Scheme;
        message.Request.Uri.Host = target.Host;
        message.Request.Uri.Port = target.Port;
        return asked;
    }
}

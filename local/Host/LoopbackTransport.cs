using Azure.Core;
using Azure.Core.Pipeline;

namespace Steadfast.Local.Host;

/// <summary>
/// Sends what the Azure SDK addresses to <c>https://management.azure.com</c> to the emulated control plane instead. It is done below the
/// pipeline, because the SDK refuses to put a bearer token on plain HTTP.
/// </summary>
/// <param name="target">Address of the emulated control plane.</param>
public sealed class LoopbackTransport(Uri target) : HttpClientTransport(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) }))
{
    /// <inheritdoc/>
    public override void Process(HttpMessage message)
    {
        Redirect(message);
        base.Process(message);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(HttpMessage message)
    {
        Redirect(message);
        return base.ProcessAsync(message);
    }

    private void Redirect(HttpMessage message)
    {
        message.Request.Uri.Scheme = target.Scheme;
        message.Request.Uri.Host = target.Host;
        message.Request.Uri.Port = target.Port;
    }
}

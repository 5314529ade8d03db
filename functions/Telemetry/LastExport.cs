using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Steadfast.Functions.Telemetry;

/// <summary>
/// Sends what is left when everything else has ended, for at most a second: a receiver that hangs must not hold up the end.
/// </summary>
internal sealed class LastExport(TracerProvider traces, MeterProvider metrics, IHostApplicationLifetime lifetime) : IHostedService
{
    private const int MaxMilliseconds = 1000;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopped.Register(Send);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Both at once; each ends by itself.
    private void Send() => Parallel.Invoke(() => traces.Shutdown(MaxMilliseconds), () => metrics.Shutdown(MaxMilliseconds));
}

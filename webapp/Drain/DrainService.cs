using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.Drain;

/// <summary>
/// On a stop signal: reports 503 to the probe, goes on serving for the delay, and only then lets the server stop.
/// The host calls <see cref="StoppingAsync"/> before it stops anything, which is what makes this order possible.
/// </summary>
internal sealed class DrainService(
    DrainState state, IOptions<DrainOptions> options, TimeProvider clock, ILogger<DrainService> log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Begin();
        log.Draining(options.Value.Delay.TotalSeconds, state.InFlight);
        await Task.Delay(options.Value.Delay, clock, cancellationToken);
        log.Closing(state.InFlight);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        log.Stopped();
        return Task.CompletedTask;
    }
}

using Microsoft.Extensions.Hosting;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Leaves SIGINT and SIGTERM to the program that the emulator is a part of; the default would swallow them.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
}

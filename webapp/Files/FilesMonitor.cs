using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Files;

/// <summary>Looks at the storage now and then, and often while it is away, so that its return is seen without anybody asking for a file.</summary>
internal sealed class FilesMonitor(FileStore store, FilesMonitorState monitored, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan WhileWell = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(0.5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.LookAsync(stoppingToken);
            }
            catch (FilesAwayException)
            {
                // The state knows.
            }

            await Task.Delay(monitored.State == DependencyState.Ok ? WhileWell : WhileAway, clock, stoppingToken);
        }
    }
}

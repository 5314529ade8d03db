namespace Steadfast.Simulation.Tests;

/// <summary>Runs something on a thread of its own, as the command does with every world.</summary>
internal static class OwnThread
{
    public static Task<T> RunAsync<T>(Func<T> run) => Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}

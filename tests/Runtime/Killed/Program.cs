using Microsoft.DurableTask;
using Steadfast.Local.Runtime;
using Steadfast.Local.Runtime.Killed;

await using DurableRuntime runtime = Load.Open(args[0]);
await runtime.StartAsync();

// Bounded, in case the parent dies first. A printed id was acknowledged.
for (int number = 0; number < 20_000; number++)
{
    StartOrchestrationOptions options = new($"k-{Environment.ProcessId}-{number}");
    Console.WriteLine(await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Load.Work), 0, options, CancellationToken.None));
}

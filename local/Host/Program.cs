using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Steadfast.Local.Host;
using Steadfast.Local.Runtime;

if (args is ["replay", .. var files])
{
    return ReplayCommand.Run(files, Console.Out, Console.Error);
}

HostSettings settings;
try
{
    settings = HostSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
}
catch (InvalidOperationException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

await using FunctionHost host = LocalFunctionApp.Build(settings, settings.ClockFile is { } file ? new SkewedClock(file) : null);
using CancellationTokenSource stop = new();
using var onTerminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM, Stop);
using var onInterrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGINT, Stop);

try
{
    await host.StartAsync(stop.Token);
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or OptionsValidationException or UnsupportedFunctionsException)
{
    // The address or the folder of the journal is another's, or cannot be had, or a setting is wrong; the message names it.
    Console.Error.WriteLine($"The Function App cannot start: {problem.Message}");
    return 2;
}

TaskCompletionSource stopped = new();
await using var registration = stop.Token.Register(stopped.SetResult);
Task ended = await Task.WhenAny(stopped.Task, host.Runtime.Failed);
await host.StopAsync(CancellationToken.None);
if (ended == host.Runtime.Failed)
{
    // What cannot be written down must not be acted on; whoever started this process starts another.
    Exception reason = await host.Runtime.Failed;
    Console.Error.WriteLine($"The Function App ends: {reason.Message}");
    return reason is IOException ? 2 : 1;
}

return 0;

void Stop(System.Runtime.InteropServices.PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

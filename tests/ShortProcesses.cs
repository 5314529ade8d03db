using System.Runtime.CompilerServices;

namespace Steadfast.Tests;

/// <summary>
/// Most processes that tests start live for seconds, and compiling once more what is called often is half of what those cost: they begin with it when
/// nothing new was called for a minute. The tests themselves run for minutes and have begun by now, so it does not hold for them: without it, what
/// they call often would stay slow for as long as anything new is called.
/// </summary>
internal static class ShortProcesses
{
    // Milliseconds, hexadecimal.
    private const string OneMinute = "EA60";

    [ModuleInitializer]
    internal static void Tell() => Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", OneMinute);
}

using Microsoft.Extensions.Configuration;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>
/// Only one host runs a timer: whoever has the lease of the timer's lock. A host that is killed keeps its lease until it runs out, and the next one, which
/// did not get it at its start, tries again at times.
/// </summary>
[Trait("Category", "fast")]
public sealed class TimerTakeoverTests
{
    // Less than this neither storage nor host allow. Source: SingletonOptions of the WebJobs SDK.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("listenerLockPeriod")]
    [InlineData("listenerLockRecoveryPollingInterval")]
    public void The_watchdogs_of_a_host_that_was_killed_run_in_the_next_one_as_soon_as_can_be(string setting) =>
        Assert.Equal($"{Least:c}", HostJson.GetSection("singleton")[setting]);

    private static IConfiguration HostJson => new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json")).Build();
}

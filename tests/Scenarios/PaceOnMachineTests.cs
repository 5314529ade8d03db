using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Scenarios.Tests;

[Trait("Category", "fast")]
public sealed class PaceOnMachineTests
{
    [Theory]
    [InlineData(10, 1)]
    [InlineData(25, 1)]
    [InlineData(36, 1)]
    [InlineData(38, 1.5)]
    [InlineData(70, 2.5)]
    [InlineData(900, 5)]
    public void Work_that_takes_longer_than_on_a_quick_core_says_how_slow_a_machine_is_in_steps_and_within_bounds(int tookMs, double slowness) =>
        Assert.Equal(slowness, MachineSpeed.Judge(TimeSpan.FromMilliseconds(tookMs), TimeSpan.FromMilliseconds(25)));

    [Fact]
    public void A_quick_machine_has_the_pace_as_it_is_written() => Assert.Same(TwinPace.Fast, TwinPace.Fast.On(1));

    [Fact]
    public void On_a_slower_machine_silence_is_judged_later_and_nothing_else_is_slower()
    {
        TwinPace slow = TwinPace.Fast.On(2.5);

        string[] changed = [.. slow.AppSettings.Where(setting => TwinPace.Fast.AppSettings[setting.Key] != setting.Value).Select(setting => $"{setting.Key}={setting.Value}").Order()];
        Assert.Equal(
            ["Recovery__EvidenceDeadline=00:00:05", "Recovery__RestoreDeadline=00:00:10", "Stack__DatabaseTimeout=00:00:00.7500000", "Stack__InstanceTimeout=00:00:01.2500000", "Stack__ReadTimeout=00:00:07.5000000"],
            changed);
        Assert.Equal(
            TwinPace.Fast.Plane with { HealthTimeout = TimeSpan.FromSeconds(2.5), DatabaseLookTimeout = TimeSpan.FromSeconds(5), WebhookTimeout = TimeSpan.FromSeconds(5) },
            slow.Plane);
        Assert.Equal((TwinPace.Fast.Tick, TwinPace.Fast.DrillDeadline), (slow.Tick, slow.DrillDeadline));
    }
}

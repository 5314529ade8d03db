namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>What the looks at the pair say of its standby.</summary>
[Trait("Category", "fast")]
public sealed class StandbyPolicyTests
{
    [Theory]
    [InlineData("Healthy", 1, 0, 0.0, "Unchanged")]
    [InlineData("Healthy", 2, 0, null, "Lost")]
    [InlineData("Healthy", 2, 2, null, "Lost")]
    [InlineData("Healthy", 0, 1, 0.0, "Unchanged")]
    [InlineData("Healthy", 0, 2, 0.0, "Behind")]
    [InlineData("Healthy", 0, 0, 600.0, "Unchanged")]
    [InlineData("ReplicatingData", 2, 0, null, "Lost")]
    [InlineData("ReplicatingData", 0, 2, null, "Unchanged")]
    [InlineData("ReplicatingData", 0, 0, 1.0, "Caught")]
    [InlineData("ReplicatingData", 0, 0, 1.5, "Unchanged")]
    [InlineData("CreatingStandby", 9, 9, 0.0, "Unchanged")]
    [InlineData("FailingOver", 9, 9, 0.0, "Unchanged")]
    public void High_availability_follows_what_is_seen_of_the_standby(string state, int silentLooks, int behindLooks, double? lag, string verdict) =>
        Assert.Equal(verdict, StandbyPolicy.Judge(state, FakeDatabase.Well with { LagSeconds = lag }, silentLooks, behindLooks).ToString());

    [Theory]
    [InlineData(true, true, true, true, true, 0.0, true)]
    [InlineData(true, true, true, true, null, 1.0, true)]
    [InlineData(true, true, true, true, false, 0.0, false)]
    [InlineData(true, true, true, false, true, 0.0, false)]
    [InlineData(true, true, false, true, true, 0.0, false)]
    [InlineData(true, false, true, true, true, 0.0, false)]
    [InlineData(false, true, true, true, true, 0.0, false)]
    [InlineData(true, true, true, true, true, null, false)]
    [InlineData(true, true, null, null, null, 0.0, false)]
    public void Standby_has_caught_up_when_nothing_speaks_against_it(bool primary, bool standby, bool? io, bool? sql, bool? inSync, double? lag, bool caughtUp) =>
        Assert.Equal(caughtUp, new PairReading(primary, standby) { IoRunning = io, SqlRunning = sql, InSync = inSync, LagSeconds = lag }.HasCaughtUp);

    [Fact]
    public void Looks_in_a_row_are_counted_from_the_begin_of_the_first()
    {
        DateTimeOffset noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        PairReading bothSilent = new(PrimaryAnswers: false, StandbyAnswers: false) { IoRunning = false };

        var first = LookStreaks.None.After(bothSilent, noon, "Healthy");
        var second = first.After(bothSilent, noon.AddSeconds(10), "Healthy");

        Assert.Equal(new(1, noon, 1, 0), first);
        Assert.Equal(new(2, noon, 2, 0), second);
        Assert.Equal(new(3, noon, 0, 0), second.After(PairReading.Nothing, noon.AddSeconds(20), "Healthy"));
        Assert.Equal(new(3, noon, 0, 0), second.After(bothSilent, noon.AddSeconds(20), "CreatingStandby"));
        Assert.Equal(new(0, noon, 0, 1), second.After(FakeDatabase.Well with { InSync = false }, noon.AddSeconds(20), "Healthy"));
        Assert.Equal(new(0, noon, 3, 1), second.After(FakeDatabase.StandbyDead, noon.AddSeconds(20), "Healthy"));
    }
}

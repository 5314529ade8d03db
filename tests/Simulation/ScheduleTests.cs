using Steadfast.Local.Simulation.Commands;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Faults;

namespace Steadfast.Simulation.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void A_seed_gives_the_same_schedule_and_its_faults_are_in_order()
    {
        FaultSchedule schedule = FaultSchedule.Draw(42);

        Assert.Equal(schedule.Faults, FaultSchedule.Draw(42).Faults);
        Assert.NotEqual(schedule.Faults, FaultSchedule.Draw(43).Faults);
        Assert.Equal(schedule.Faults.OrderBy(fault => fault.At), schedule.Faults);
    }

    [Fact]
    public void Every_kind_of_fault_is_drawn() =>
        Assert.Equal(Enum.GetValues<FaultKind>().Order(), Enumerable.Range(20_001, 200).SelectMany(seed => FaultSchedule.Draw((ulong)seed).Faults).Select(fault => fault.Kind).Distinct().Order());

    [Fact]
    public void A_world_of_before_has_the_faults_that_it_had()
    {
        FaultKind[] later = [FaultKind.AnswersLost, FaultKind.ControlPlaneAway, FaultKind.MetricsEmpty, FaultKind.WebServersCutOff, FaultKind.ReceiverAway];

        Assert.DoesNotContain(Enumerable.Range(1, 20_000).SelectMany(seed => FaultSchedule.Draw((ulong)seed).Faults), fault => later.Contains(fault.Kind));
    }

    [Fact]
    public void Shrinking_leaves_just_the_faults_without_which_it_does_not_fail()
    {
        FaultSchedule schedule = FaultSchedule.Draw(5);
        Fault[] guilty = [schedule.Faults[3], schedule.Faults[11]];

        FaultSchedule small = Shrinking.Shrink(schedule, one => guilty.All(one.Faults.Contains));

        Assert.Equal(guilty, small.Faults);
    }

    [Fact]
    public void The_dice_are_the_same_on_every_machine()
    {
        Dice dice = new(1);

        Assert.Equal([10451216379200822465, 13757245211066428519, 17911839290282890590], [dice.Next(), dice.Next(), dice.Next()]);
    }

    [Theory]
    [InlineData("7", 7, 7)]
    [InlineData("1..1000", 1, 1000)]
    public void Seeds_are_one_or_a_range(string text, ulong first, ulong last) => Assert.Equal(new Seeds(first, last), Seeds.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("9..2")]
    [InlineData("a..b")]
    [InlineData("1..2..3")]
    [InlineData("-1")]
    public void Anything_else_is_not(string text) => Assert.Null(Seeds.Read(text));
}
